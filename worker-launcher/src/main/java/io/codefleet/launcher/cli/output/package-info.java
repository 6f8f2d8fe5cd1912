/**
 * How the commands write: the terminal with or without colors, tables, and the fleet's values as text for people. Machine
 * output is the JSON of {@link io.codefleet.json}. Knows no command and asks no broker.
 */
@NullMarked
package io.codefleet.launcher.cli.output;

import org.jspecify.annotations.NullMarked;
