package io.codefleet.launcher.cli.command;

import io.codefleet.Allowance;
import io.codefleet.agent.opencode.server.RunningTasks;
import io.codefleet.error.InvalidInputException;
import io.codefleet.launcher.cli.output.Logging;
import io.codefleet.launcher.config.TextFile;
import io.codefleet.launcher.tracing.ProcessKind;
import io.codefleet.launcher.tracing.Tracing;
import io.codefleet.mcp.CallerTask;
import io.codefleet.mcp.DelegationRefusedException;
import io.codefleet.mcp.FleetMcpServer;
import io.codefleet.mcp.McpHttpOptions;
import io.codefleet.mcp.McpServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs an MCP server on the fleet. */
@Command(
        name = "mcp",
        sortOptions = false,
        description = {
            "Runs a server of the Model Context Protocol, by which an agent delegates work to the fleet.",
            "It speaks on standard input and output until its input ends; with --port it listens for HTTP under /mcp until it "
                    + "is stopped. Log lines go to standard error. An agent of a worker's task gets fewer rights: its tasks "
                    + "are parts of its own and are paid for out of the same allowance."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:its input ended, or it was stopped", "2:wrong flag, no broker, or a port that is taken"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet mcp --broker redis://redis.internal:6379",
            "  codefleet mcp --in-worker --config /etc/codefleet/mcp.yml",
            "  codefleet mcp --port 8090 --allowance agents --allowance-per-day 20",
            "  codefleet mcp --port 8090 --host 0.0.0.0 --key-file mcp.key --tls-cert tls.crt --tls-key tls.key"
        })
final class McpCommand implements Callable<Integer> {
    private static final String KEY_VARIABLE = "CODEFLEET_MCP_KEY";

    private final CommandContext around;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Listen for HTTP; 0 is a free port. Default: standard input")
    private @Nullable Integer port;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "The address it listens on. Default: 127.0.0.1")
    private @Nullable String host;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = {
                "A file with the key that a client sends as 'Authorization: Bearer KEY'.",
                "Needed where other machines reach it. Default: $$" + KEY_VARIABLE
            })
    private @Nullable Path keyFile;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Serve HTTPS with this certificate (PEM, with its chain); read at the start")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's private key (PEM, PKCS#8)")
    private @Nullable Path certificateKey;

    @Option(
            names = "--plaintext",
            description = {
                "Let other machines connect without TLS, which show their key to the network on the way:",
                "for a server behind a proxy that has TLS."
            })
    private boolean plaintext;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "Accept browsers of this origin, such as https://tools.example; may be repeated.")
    private Set<String> origins = Set.of();

    @Option(
            names = "--in-worker",
            description = {
                "Refuse callers whose task is not known: for the OpenCode configuration of a worker,",
                "and with --port for clients that send the header Codefleet-Task."
            })
    private boolean inWorker;

    @Option(
            names = "--max-depth",
            paramLabel = "N",
            description = "How many delegations of agents of tasks may follow one another. Default: "
                    + McpServerOptions.DEFAULT_MAX_DEPTH)
    private @Nullable Integer maxDepth;

    @Option(
            names = "--max-tasks",
            paramLabel = "N",
            description = {
                "How many tasks the agent of one task may submit in all, those of its runs included.",
                "Default: " + McpServerOptions.DEFAULT_MAX_TASKS
            })
    private @Nullable Integer maxTasks;

    @Option(names = "--max-wait", paramLabel = "DURATION", description = "The longest wait of one call. Default: 5m")
    private @Nullable Duration maxWait;

    @Option(
            names = "--max-waits",
            paramLabel = "N",
            description =
                    "How many calls of all clients may wait at once. Default: " + McpServerOptions.DEFAULT_MAX_WAITS)
    private @Nullable Integer maxWaits;

    @Option(
            names = "--approvals",
            description = "Let callers approve and reject, in place of a person. The agent of a task never may.")
    private boolean approvals;

    @Option(
            names = "--allowance",
            paramLabel = "KEY",
            description = "Pay tasks out of this allowance, unless their caller's task has one.")
    private @Nullable String allowance;

    @Mixin
    private final AllowanceFlags limits = new AllowanceFlags();

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    McpCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Logging.warnings();
        McpServerOptions options = options();
        McpHttpOptions http = http();
        OutputStream out = around.terminal().out();
        // what a library prints would be taken for a message of the protocol
        System.setOut(System.err);
        try (Tracing tracing = around.tracing(ProcessKind.SERVER);
                FleetSession session = FleetSession.open(tracing.submits(broker.remoteOptions(around)))) {
            FleetMcpServer server = FleetMcpServer.on(session.vertx(), session.fleet(), options);
            CompletableFuture<Boolean> stopped = new CompletableFuture<>();
            TerminationSignals.onStop(() -> stopped.complete(true));
            if (port == null) {
                server.serve(around.input(), out, caller(session.vertx())).onComplete(ended -> stopped.complete(true));
            } else {
                int bound = listen(server, port, http);
                around.terminal()
                        .err()
                        .println("MCP server: " + (http.tls().isPresent() ? "https://" : "http://") + http.host() + ":"
                                + bound + "/mcp");
            }
            stopped.join();
            FleetSession.await(server.close().map(true));
            return ExitCode.OK;
        }
    }

    private McpServerOptions options() {
        McpServerOptions options = McpServerOptions.DEFAULT.approvals(approvals);
        options = maxDepth == null ? options : options.maxDepth(maxDepth);
        options = maxTasks == null ? options : options.maxTasks(maxTasks);
        options = maxWait == null ? options : options.maxWait(maxWait);
        options = maxWaits == null ? options : options.maxWaits(maxWaits);
        Optional<Allowance> paid = limits.of(allowance);
        return paid.isPresent() ? options.allowance(paid.get()) : options;
    }

    private McpHttpOptions http() {
        boolean hasCertificate = certificate != null || certificateKey != null;
        if (port == null && (host != null || keyFile != null || !origins.isEmpty() || hasCertificate || plaintext)) {
            throw new CommandFailure(
                    "--host, --key-file, --origin, --tls-cert, --tls-key and --plaintext are for HTTP; add --port");
        }
        if ((certificate == null) != (certificateKey == null)) {
            throw new CommandFailure("--tls-cert and --tls-key go together; give both or neither");
        }
        Optional<String> key = keyFile != null
                ? Optional.of(TextFile.read(keyFile).strip())
                : Optional.ofNullable(port == null ? null : around.variable(KEY_VARIABLE));
        String address = host == null ? McpHttpOptions.DEFAULT.host() : host;
        McpHttpOptions options = McpHttpOptions.DEFAULT
                .host(address, key)
                .origins(origins)
                .taskRequired(inWorker)
                .plaintext(plaintext);
        return certificate == null || certificateKey == null
                ? options
                : options.tls(new McpHttpOptions.CertificateFiles(
                        TlsFlags.readable("--tls-cert", certificate), TlsFlags.readable("--tls-key", certificateKey)));
    }

    private static int listen(FleetMcpServer server, int port, McpHttpOptions http) {
        try {
            return FleetSession.await(server.listen(port, http));
        } catch (InvalidInputException e) {
            throw new CommandFailure(
                    e.getMessage() + ": --tls-cert and --tls-key, or --plaintext behind a proxy that has TLS", e);
        } catch (CommandFailure e) {
            throw new CommandFailure(
                    http.host() + ":" + port + " cannot be used: " + e.getCause() + "; choose another --port or --host",
                    e);
        }
    }

    /** Returns the source of the task in whose folder OpenCode started this process; none outside a worker. */
    private CallerTask caller(Vertx vertx) {
        String records = around.variable(RunningTasks.VARIABLE);
        if (records == null) {
            return inWorker
                    ? () -> refused(
                            "--in-worker is set, and no worker has started this process; start it by the OpenCode "
                                    + "configuration of a worker")
                    : CallerTask.NONE;
        }
        RunningTasks running = new RunningTasks(Path.of(records));
        Path folder = Path.of("").toAbsolutePath();
        return () -> vertx.executeBlocking(() -> running.in(folder), false).compose(tasks -> one(tasks, folder));
    }

    private static Future<Optional<String>> one(List<String> tasks, Path folder) {
        return tasks.size() == 1
                ? Future.succeededFuture(Optional.of(tasks.get(0)))
                : refused(
                        tasks.isEmpty()
                                ? "no task of the worker runs in " + folder
                                        + "; only the agent of a running task delegates"
                                : tasks.size() + " tasks run in " + folder
                                        + ", so that it is not known whose agent calls; give "
                                        + "each a project of its own, such as a Git URL");
    }

    private static Future<Optional<String>> refused(String reason) {
        return Future.failedFuture(new DelegationRefusedException(reason));
    }
}
