/**
 * The commands of the command line. Their main thread may block; it is the only one that does. Every way out has its {@link
 * io.codefleet.launcher.cli.command.ExitCode}, every error is one sentence.
 */
@NullMarked
package io.codefleet.launcher.cli.command;

import org.jspecify.annotations.NullMarked;
