package io.codefleet.micrometer.server;

import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows metrics and health by HTTP: {@code /metrics}, {@code /health/live}, {@code /health/ready}. It shows no secrets. */
final class MonitoringServer {
    private static final Logger log = LoggerFactory.getLogger(MonitoringServer.class);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;

    private final EventLoops loops;
    private final Health health;
    private final WorkerMetrics metrics;

    MonitoringServer(EventLoops loops, Health health, WorkerMetrics metrics) {
        this.loops = loops;
        this.health = health;
        this.metrics = metrics;
    }

    /** Starts to listen and returns the port. Fails with an {@link InvalidInputException} if it cannot listen there. */
    Future<Integer> listen(Vertx vertx, MonitoringSettings settings) {
        int port = settings.port().orElseThrow();
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(port, settings.host())
                .onSuccess(server -> log.atInfo()
                        .addKeyValue("host", settings.host())
                        .addKeyValue("port", server.actualPort())
                        .log("shows metrics and health"))
                .map(HttpServer::actualPort)
                .recover(e -> Future.failedFuture(new InvalidInputException(
                        "monitoring.metrics_port",
                        "cannot listen at " + settings.host() + ":" + port + " (" + e.getMessage()
                                + "); name another port or metrics_host",
                        e)));
    }

    private void answer(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response().setStatusCode(METHOD_NOT_ALLOWED).end();
            return;
        }
        switch (request.path()) {
            case "/metrics" ->
                request.response()
                        .putHeader("content-type", WorkerMetrics.CONTENT_TYPE)
                        .end(metrics.text());
            case "/health/live" -> loops.answer().onSuccess(alive -> live(request.response(), alive));
            case "/health/ready" -> ready(request.response());
            default ->
                request.response().setStatusCode(NOT_FOUND).end("there are /metrics, /health/live and /health/ready\n");
        }
    }

    private static void live(HttpServerResponse response, boolean alive) {
        end(response, alive, new JsonObject().put("live", alive));
    }

    private void ready(HttpServerResponse response) {
        JsonObject checks = new JsonObject();
        health.checks().forEach(checks::put);
        boolean ready = health.checks().values().stream().allMatch(Boolean::booleanValue);
        end(response, ready, new JsonObject().put("ready", ready).put("checks", checks));
    }

    private static void end(HttpServerResponse response, boolean good, JsonObject body) {
        response.setStatusCode(good ? OK : UNAVAILABLE)
                .putHeader("content-type", "application/json")
                .end(body.encode() + "\n");
    }
}
