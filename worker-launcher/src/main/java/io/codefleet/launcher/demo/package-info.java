/**
 * Parts of the demo other than the fleet: a sample project to work on, the script of a model, and the processes of its second
 * form. Knows no command.
 */
@NullMarked
package io.codefleet.launcher.demo;

import org.jspecify.annotations.NullMarked;
