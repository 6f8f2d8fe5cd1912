/** The broker of one machine: its log is a folder, and processes that share the folder are one fleet. */
@NullMarked
package io.codefleet.broker.file;

import org.jspecify.annotations.NullMarked;
