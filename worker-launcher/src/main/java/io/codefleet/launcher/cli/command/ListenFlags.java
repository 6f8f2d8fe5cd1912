package io.codefleet.launcher.cli.command;

import io.codefleet.control.ControlServer;
import java.io.PrintStream;
import java.net.BindException;
import picocli.CommandLine.Option;

/** Where a control plane listens; a mixin. */
final class ListenFlags {
    private static final int DEFAULT_PORT = 8080;
    private static final int MAX_PORT = 65_535;

    @Option(names = "--port", paramLabel = "PORT", description = "Where it listens; 0 is a free port. Default: 8080")
    private int port = DEFAULT_PORT;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "The address it listens on. Default: 127.0.0.1")
    private String host = "127.0.0.1";

    String host() {
        return host;
    }

    /** Starts the server and prints where it is. */
    void announce(CommandContext around, ControlServer control) {
        if (port < 0 || port > MAX_PORT) {
            throw new CommandFailure("--port is " + port + ", must be from 0 to " + MAX_PORT);
        }
        int bound = start(control);
        PrintStream out = around.terminal().out();
        out.println("API:       http://" + host + ":" + bound + "/api/v1");
        out.println("Dashboard: " + FleetSession.await(control.loginLink(bound)));
        out.println("The link signs one browser in, once, within 15 minutes.");
    }

    private int start(ControlServer control) {
        try {
            return FleetSession.await(control.listen(port));
        } catch (CommandFailure e) {
            String fault = e.getCause() instanceof BindException
                    ? "is taken or does not belong to this machine"
                    : "cannot be used: " + e.getCause();
            throw new CommandFailure(host + ":" + port + " " + fault + "; choose another --port or --host", e);
        }
    }
}
