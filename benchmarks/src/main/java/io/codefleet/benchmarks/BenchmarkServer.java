package io.codefleet.benchmarks;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.UUID;

/**
 * The server of a measurement. Arguments: {@code bare} for one route of vertx-web that reads and answers JSON, or the URI and
 * the namespace of the broker of a control plane. Says its port and a key.
 */
final class BenchmarkServer {
    private static final RateLimit UNLIMITED = new RateLimit(1_000_000, 1_000_000);

    private BenchmarkServer() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        ChildJvm.say(
                Benchmarks.get(arguments[0].equals("bare") ? bare(vertx) : control(vertx, arguments[0], arguments[1])));
        ChildJvm.serve(line -> {
            for (int i = 0; i < 5; i++) {
                System.gc();
            }
            Runtime runtime = Runtime.getRuntime();
            return String.valueOf(runtime.totalMemory() - runtime.freeMemory());
        });
        System.exit(0);
    }

    private static Future<String> bare(Vertx vertx) {
        Router router = Router.router(vertx);
        router.post("/api/v1/tasks").handler(BodyHandler.create(false)).handler(context -> {
            JsonObject task = context.body().asJsonObject();
            if (!task.containsKey("prompt")) {
                throw new IllegalStateException("there is no prompt");
            }
            context.response()
                    .setStatusCode(201)
                    .putHeader("content-type", "application/json")
                    .end(new JsonObject()
                            .put("id", UUID.randomUUID().toString())
                            .toBuffer());
        });
        return vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
                .requestHandler(router)
                .listen(0)
                .map(server -> server.actualPort() + " none");
    }

    private static Future<String> control(Vertx vertx, String uri, String namespace) {
        CodefleetClient fleet =
                Benchmarks.get(Codefleet.connect(vertx, CodefleetOptions.of(uri).namespace(namespace)));
        ControlServer control = ControlServer.on(
                vertx, fleet, ControlOptions.builder().keyRate(UNLIMITED).build());
        return control.listen(0)
                .compose(port -> control.keys()
                        .issue("benchmark", Role.ADMIN, Optional.empty())
                        .map(key -> port + " " + key.token()));
    }
}
