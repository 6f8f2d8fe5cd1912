package io.codefleet.launcher.cli.command;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.control.SealedContent;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.launcher.cli.output.Logging;
import io.codefleet.launcher.config.ConfigLayer;
import io.codefleet.launcher.config.ControlResolver;
import io.codefleet.launcher.config.ControlSettings;
import io.codefleet.launcher.tracing.ProcessKind;
import io.codefleet.launcher.tracing.Tracing;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a control plane until it is stopped. */
@Command(
        name = "control",
        sortOptions = false,
        description = {
            "Runs a control plane of the fleet: a REST API under /api/v1, live streams, and a dashboard.",
            "On this machine it prints a link that signs one browser in as an administrator, once, within 15 minutes. For "
                    + "others it listens only when there is a key ('codefleet keys create') or an issuer of tokens. It ends "
                    + "with 0 on SIGTERM or Ctrl-C. Several control planes may run for one fleet."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it was stopped", "2:wrong flag, no broker, or a port that is taken"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet control --broker redis://redis.internal:6379",
            "  codefleet control --config control.yml",
            "  codefleet control --host 0.0.0.0 --tls-cert tls.crt --tls-key tls.key",
            "  curl -H \"Authorization: Bearer $$KEY\" http://127.0.0.1:8080/api/v1/tasks"
        })
final class ControlCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Mixin
    private final ListenFlags listen = new ListenFlags();

    @Mixin
    private final ProxyFlags proxy = new ProxyFlags();

    @Mixin
    private final TlsFlags tls = new TlsFlags();

    @Mixin
    private final JwtFlags jwt = new JwtFlags();

    @Mixin
    private final AlertFlags alerts = new AlertFlags();

    @Option(
            names = "--sealed",
            description = "Show encrypted content as it is stored; a browser with the key decrypts it")
    private boolean sealed;

    ControlCommand(CommandContext around) {
        this.around = around;
    }

    /** Returns the merged settings: flags override the environment, which overrides the file. */
    private ControlSettings settings() {
        ConfigLayer.Values flags = listen.layer();
        proxy.put(flags);
        tls.put(flags);
        jwt.put(flags);
        ControlSettings settings = ControlResolver.resolve(flags.layer().over(broker.merged(around)));
        return new ControlSettings(alerts.apply(settings.options()), settings.port());
    }

    private CodefleetOptions connection() {
        CodefleetOptions connection = broker.remoteOptions(around);
        if (sealed && connection.codec().isPresent()) {
            throw new CommandFailure(
                    "--sealed is for a control plane without the keys of the content, and there are some; leave out "
                            + "--payload-key-file, CODEFLEET_PAYLOAD_KEY_FILE, CODEFLEET_PAYLOAD_KEYS and the file's "
                            + "keys, or --sealed");
        }
        return sealed ? connection.codec(SealedContent.codec()) : connection;
    }

    @Override
    public Integer call() {
        Logging.forServers();
        ControlSettings settings = settings();
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        TerminationSignals.onStop(() -> stopped.complete(true));
        Vertx vertx = Vertx.vertx();
        try (Tracing tracing = around.tracing(ProcessKind.SERVER)) {
            CodefleetClient fleet = FleetSession.await(Codefleet.connect(vertx, tracing.submits(connection())));
            ControlServer control = ControlServer.on(vertx, fleet, settings.options());
            try {
                listen.announce(around, control, settings);
                stopped.join();
                return ExitCode.OK;
            } finally {
                FleetSession.await(control.close().map(true));
                FleetSession.await(fleet.close().map(true));
            }
        } catch (BrokerUnavailableException e) {
            throw FleetSession.unreachable(e);
        } finally {
            FleetSession.await(vertx.close().map(true));
        }
    }
}
