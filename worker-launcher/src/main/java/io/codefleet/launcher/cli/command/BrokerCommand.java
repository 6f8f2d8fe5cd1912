package io.codefleet.launcher.cli.command;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.launcher.cli.output.Logging;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a process that leads a namespace and does nothing else. */
@Command(
        name = "broker",
        sortOptions = false,
        description = {
            "Runs a process that does nothing but lead a namespace, when it is its turn.",
            "With NATS, RabbitMQ, Kafka and a folder one process of the fleet leads, and has all tasks in its memory. Workers "
                    + "and commands lead too; a process of its own does not end with them. Give workers a URI with "
                    + "lead=false and only such processes lead. On SIGTERM or Ctrl-C it hands over, and ends with 0."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it was stopped", "2:wrong flag, no broker, or one in which no process leads"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet broker --broker file:/var/lib/codefleet/fleet",
            "  codefleet broker --broker nats://nats.internal:4222 --namespace team-a"
        })
final class BrokerCommand implements Callable<Integer> {
    private static final Map<String, String> WITHOUT_LEADER = Map.of(
            "redis", "a Redis server",
            "rediss", "a Redis server",
            "redis-sentinel", "a Redis server",
            "rediss-sentinel", "a Redis server",
            "redis-cluster", "a Redis server",
            "rediss-cluster", "a Redis server",
            "http", "a gateway",
            "https", "a gateway");

    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    BrokerCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        CodefleetOptions options = broker.remoteOptions(around);
        check(options);
        Logging.forServers();
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        TerminationSignals.onStop(() -> stopped.complete(true));
        Vertx vertx = Vertx.vertx();
        try {
            CodefleetClient fleet = FleetSession.await(Codefleet.connect(vertx, options));
            around.terminal()
                    .out()
                    .println("Ready: the namespace " + options.namespace() + " of " + options.safeUri()
                            + " has a leader, and this process is one or stands by. Ctrl-C ends it.");
            stopped.join();
            FleetSession.await(fleet.close().map(true));
            return ExitCode.OK;
        } catch (BrokerUnavailableException e) {
            throw FleetSession.unreachable(e);
        } finally {
            FleetSession.await(vertx.close().map(true));
        }
    }

    private static void check(CodefleetOptions options) {
        String server = WITHOUT_LEADER.get(options.uri().getScheme().toLowerCase(Locale.ROOT));
        if (server != null) {
            throw new CommandFailure("--broker names " + server + ", which needs no process that leads; "
                    + "codefleet broker is for file:, nats://, tls://, amqp://, amqps://, kafka:// and kafkas://");
        }
        // A file: URI may be opaque to java.net.URI, which then has no query.
        if (options.uri().toString().contains("lead=false")) {
            throw new CommandFailure("--broker has lead=false, and this process does nothing but lead; leave that out");
        }
    }
}
