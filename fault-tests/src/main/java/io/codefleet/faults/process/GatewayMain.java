package io.codefleet.faults.process;

import io.codefleet.CodefleetClient;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The control planes of all namespaces in one process, over a broker in a folder, each below a path of its own. */
public final class GatewayMain {
    /** What it prints when it serves. */
    public static final String READY = "the gateway is ready";

    private static final RateLimit MUCH = new RateLimit(10_000, 10_000);

    private final Vertx vertx = Vertx.vertx();
    private final Router root = Router.router(vertx);
    private final Path folder;
    private final List<CodefleetClient> fleets = new ArrayList<>();
    private final List<ControlServer> controls = new ArrayList<>();

    private GatewayMain(Path folder) {
        this.folder = folder;
    }

    /**
     * Runs a gateway process.
     *
     * @param args the port, the broker's URI, the folder of key files, the namespaces
     */
    public static void main(String[] args) {
        GatewayMain gateway = new GatewayMain(Path.of(args[2]));
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
        Future<?> opened = Future.succeededFuture();
        for (String namespace : List.of(args).subList(3, args.length)) {
            opened = opened.compose(before -> gateway.open(args[1], namespace));
        }
        opened.compose(all -> gateway.vertx
                        .createHttpServer()
                        .requestHandler(gateway.root)
                        .listen(Integer.parseInt(args[0]), "127.0.0.1"))
                .onSuccess(listening -> System.out.println(READY))
                .onFailure(failure -> {
                    failure.printStackTrace();
                    Runtime.getRuntime().halt(1);
                });
        ControlChannel.read(line -> {});
    }

    private Future<?> open(String uri, String namespace) {
        return RetryUntilConnected.connect(vertx, RunTiming.options(uri, namespace))
                .compose(fleet -> {
                    fleets.add(fleet);
                    ControlServer control = ControlServer.on(
                            vertx,
                            fleet,
                            ControlOptions.builder()
                                    .keyRate(MUCH)
                                    .addressRate(MUCH)
                                    .build());
                    controls.add(control);
                    return key(control, namespace, Role.WORKER)
                            .compose(made -> key(control, namespace, Role.OPERATOR))
                            .compose(made -> control.router());
                })
                .map(router -> root.route("/" + namespace + "/*").subRouter(router));
    }

    /** Returns the file with the key of a role. */
    public static Path keyFile(Path folder, String namespace, Role role) {
        return folder.resolve(namespace + "-" + role.code() + ".key");
    }

    private Future<?> key(ControlServer control, String namespace, Role role) {
        Path file = keyFile(folder, namespace, role);
        return Files.exists(file)
                ? Future.succeededFuture()
                : control.keys().issue(role.code(), role, Optional.empty()).map(issued -> write(file, issued.token()));
    }

    private static Path write(Path file, String key) {
        try {
            return Files.writeString(file, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void close() {
        CountDownLatch closed = new CountDownLatch(1);
        Future.join(controls.stream().map(ControlServer::close).toList())
                .transform(done ->
                        Future.join(fleets.stream().map(CodefleetClient::close).toList()))
                .onComplete(done -> closed.countDown());
        try {
            closed.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
