package io.codefleet.launcher.cli.command;

import io.codefleet.broker.LoopbackHost;
import io.codefleet.control.ControlServer;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Role;
import io.codefleet.launcher.config.ConfigLayer;
import io.codefleet.launcher.config.ControlSettings;
import java.io.PrintStream;
import java.net.BindException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for the address of a control plane; a mixin. */
final class ListenFlags {
    private static final int MAX_PORT = 65_535;

    @Option(names = "--port", paramLabel = "PORT", description = "Where it listens; 0 is a free port. Default: 8080")
    private @Nullable Integer port;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "The address it listens on. Default: 127.0.0.1")
    private @Nullable String host;

    ConfigLayer.Values layer() {
        if (port != null && (port < 0 || port > MAX_PORT)) {
            throw new CommandFailure("--port is " + port + ", must be from 0 to " + MAX_PORT);
        }
        return ConfigLayer.values().put("control.host", host, "--host").put("control.port", port, "--port");
    }

    /**
     * Starts the server and prints where it is, with a warning if strangers could listen.
     *
     * @return the port
     */
    int announce(CommandContext around, ControlServer control, ControlSettings settings) {
        int bound = start(control, settings);
        String host = settings.options().host();
        PrintStream out = around.terminal().out();
        if (settings.options().tls().isEmpty() && !LoopbackHost.matches(host)) {
            around.terminal()
                    .err()
                    .println("Warning: " + host
                            + " is reached from other machines without TLS; keys and tasks can be read on the "
                            + "way. Give --tls-cert and --tls-key, or put a proxy with TLS in front.");
        }
        out.println("API:       " + control.address(bound) + "/api/v1");
        if (LoopbackHost.matches(host)) {
            out.println("Dashboard: " + FleetSession.await(control.loginLink(bound)));
            out.println("The link signs one browser in, once, within 15 minutes.");
        } else {
            out.println("Dashboard: " + control.address(bound) + "/");
            out.println("Sign in with an API key; codefleet keys create makes one.");
        }
        return bound;
    }

    /** Makes a key for a day where other machines may come in, as there may be none yet. */
    void createKey(CommandContext around, ControlServer control, ControlSettings settings) {
        if (!LoopbackHost.matches(settings.options().host())) {
            Instant end = Instant.now().plus(Duration.ofDays(1));
            ApiKeys.IssuedKey key = FleetSession.await(control.keys().issue("dev", Role.ADMIN, Optional.of(end)));
            around.terminal().out().println("API key:   " + key.token());
        }
    }

    private static int start(ControlServer control, ControlSettings settings) {
        try {
            return FleetSession.await(control.listen(settings.port()));
        } catch (CommandFailure e) {
            String fault = e.getCause() instanceof BindException
                    ? "is taken or does not belong to this machine"
                    : "cannot be used: " + e.getCause();
            throw new CommandFailure(
                    settings.options().host() + ":" + settings.port() + " " + fault
                            + "; choose another --port or --host",
                    e);
        }
    }
}
