package io.codefleet.launcher.cli.command;

import io.codefleet.launcher.cli.output.Terminal;
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
    /** Those of this process. */
    public static CommandContext system() {
        return new CommandContext(Terminal.system(System.getenv()), System.in, System.getenv());
    }

    /** The name of this machine. */
    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "worker";
        }
    }

    /** A variable that is set and not empty, else null. */
    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }
}
