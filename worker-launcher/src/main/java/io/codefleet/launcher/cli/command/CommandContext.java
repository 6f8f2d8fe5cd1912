package io.codefleet.launcher.cli.command;

import io.codefleet.launcher.cli.output.Terminal;
import io.codefleet.launcher.cli.output.Text;
import io.codefleet.launcher.tracing.ProcessKind;
import io.codefleet.launcher.tracing.Tracing;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Environment of a command.
 *
 * @param terminal where it writes
 * @param input what it may read
 * @param environment the environment variables
 */
public record CommandContext(Terminal terminal, InputStream input, Map<String, String> environment) {
    /** Returns the context of this process. */
    public static CommandContext system() {
        return new CommandContext(Terminal.system(System.getenv()), System.in, System.getenv());
    }

    /** Returns the name of this machine. */
    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "worker";
        }
    }

    /** Returns the value of a variable, or null if it is not set or empty. */
    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Starts the tracing that the environment asks for. What goes wrong with it later is a line on standard error. */
    Tracing tracing(ProcessKind process) {
        return Tracing.start(
                process, environment, warning -> terminal.err().println("codefleet: " + Text.line(warning)));
    }
}
