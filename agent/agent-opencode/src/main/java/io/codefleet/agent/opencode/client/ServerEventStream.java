package io.codefleet.agent.opencode.client;

import io.codefleet.Backoff;
import io.codefleet.time.DurationText;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of a server, over one connection for all its sessions. It reconnects after a lost connection, but events of the
 * meantime are lost: on {@code server.connected}, query the current state. The server sends a heartbeat every ten seconds, so a
 * connection that is silent for longer is dead.
 */
public final class ServerEventStream {
    private static final Logger log = LoggerFactory.getLogger(ServerEventStream.class);
    private static final Backoff RECONNECTS = Backoff.exponential(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final int SILENCE_SECONDS = 30;

    private final Vertx vertx;
    private final ServerAddress address;
    private final Handler<JsonObject> events;
    private final HttpClient http;
    private int failures;
    private boolean closed;

    /**
     * Creates a stream of the events of a server.
     *
     * @param events receives each event's {@code type} and {@code properties}
     */
    public ServerEventStream(Vertx vertx, ServerAddress address, Handler<JsonObject> events) {
        this.vertx = vertx;
        this.address = address;
        this.events = events;
        this.http = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout(10_000)
                        .setReadIdleTimeout(SILENCE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setKeepAlive(false))
                .withConnectHandler(OpenCodeClient::quiet)
                .build();
    }

    /** Connects, and reads events until it is closed. */
    public void open() {
        http.request(OpenCodeClient.requestTo(address, HttpMethod.GET, "/global/event"))
                .compose(request -> request.send())
                .onSuccess(this::read)
                .onFailure(this::again);
    }

    private void read(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            response.request().reset();
            again(new IllegalStateException("status " + response.statusCode()));
            return;
        }
        failures = 0;
        response.exceptionHandler(this::again);
        response.endHandler(end -> again(new IllegalStateException("it ended")));
        response.handler(new EventParser(this::event));
    }

    private void event(String data) {
        try {
            JsonObject payload = Json.object(new JsonObject(data), "payload");
            // each durable event comes a second time as a "sync"
            if (!closed && !Json.text(payload, "type").equals("sync")) {
                events.handle(payload);
            }
        } catch (DecodeException e) {
            log.atDebug().setCause(e).log("an event of OpenCode is not JSON");
        }
    }

    private void again(Throwable why) {
        if (closed) {
            return;
        }
        Duration wait =
                RECONNECTS.delayAfter(++failures, ThreadLocalRandom.current().nextDouble());
        log.atDebug()
                .addKeyValue("why", why.toString())
                .addKeyValue("wait", DurationText.format(wait))
                .log("OpenCode's events are cut off");
        vertx.setTimer(wait.toMillis(), timer -> {
            if (!closed) {
                open();
            }
        });
    }

    public void close() {
        closed = true;
        http.close();
    }
}
