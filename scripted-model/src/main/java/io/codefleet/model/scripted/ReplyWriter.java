package io.codefleet.model.scripted;

import io.codefleet.model.scripted.ReplyFault.Kind;
import io.codefleet.model.scripted.ReplyFault.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays one step to a client. */
final class ReplyWriter {
    private static final String BROKEN_BODY = "{\"id\": \"chatcmpl-broken\", \"choices\": [{";

    private final Vertx vertx;
    private final HttpServerRequest http;
    private final HttpServerResponse response;
    private final ModelRequest request;
    private final ScriptStep step;

    ReplyWriter(Vertx vertx, HttpServerRequest http, ModelRequest request, ScriptStep step) {
        this.vertx = vertx;
        this.http = http;
        this.response = http.response();
        this.request = request;
        this.step = step;
    }

    void start() {
        later(step.delay(), this::answer);
    }

    private void later(Duration delay, Runnable action) {
        if (delay.isZero()) {
            action.run();
        } else {
            vertx.setTimer(delay.toMillis(), timer -> {
                if (!request.closedEarly()) {
                    action.run();
                }
            });
        }
    }

    private void answer() {
        if (fault().equals(Optional.of(Kind.REFUSED))) {
            refuse(refusal());
            return;
        }
        if (!request.streams()) {
            answerJson();
            return;
        }
        response.setChunked(true)
                .putHeader("content-type", "text/event-stream; charset=utf-8")
                .putHeader("cache-control", "no-cache");
        send(events(), 0);
    }

    /**
     * Sends the answer as one JSON document. A fault that would break a stream after its first chunk occurs before the
     * reply here.
     */
    private void answerJson() {
        Optional<Kind> fault = fault();
        response.putHeader("content-type", "application/json");
        if (fault.isEmpty() || fault.get() == Kind.NO_FINISH) {
            response.end(
                    JsonCompletion.of(step.reply(), request, fault.isEmpty()).encode());
            return;
        }
        switch (fault.get()) {
            case INVALID_JSON -> response.end(BROKEN_BODY);
            case ERROR_CHUNK -> refuse(refusal());
            default -> finish();
        }
    }

    private Optional<Kind> fault() {
        return step.goesWrong().map(ReplyFault::kind);
    }

    private Refusal refusal() {
        return step.goesWrong().flatMap(ReplyFault::refusal).orElseThrow();
    }

    private void refuse(Refusal refusal) {
        refusal.retryAfter().ifPresent(time -> {
            if (time.toMillisPart() == 0) {
                response.putHeader("retry-after", Long.toString(time.toSeconds()));
            } else {
                response.putHeader("retry-after-ms", Long.toString(time.toMillis()));
            }
        });
        refuse(response, refusal.status(), refusal.message(), refusal.type(), refusal.code());
    }

    static void refuse(HttpServerResponse response, int status, String message, String type, String code) {
        response.setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(error(message, type, code).encode());
    }

    private static JsonObject error(String message, String type, String code) {
        JsonObject error =
                new JsonObject().put("message", message).put("type", type).put("code", code);
        return new JsonObject().put("error", error);
    }

    private List<String> events() {
        Optional<Kind> fault = fault();
        List<String> events = new ArrayList<>(StreamingCompletion.content(step.reply(), request));
        if (fault.isEmpty() || fault.get() == Kind.NO_FINISH) {
            events.addAll(StreamingCompletion.ending(step.reply(), request, fault.isEmpty()));
            return events;
        }
        List<String> first = new ArrayList<>(events.subList(0, 1));
        if (fault.get() == Kind.INVALID_JSON) {
            first.add("data: " + BROKEN_BODY + "\n\n");
        } else if (fault.get() == Kind.ERROR_CHUNK) {
            Refusal refusal = refusal();
            first.add("data: "
                    + error(refusal.message(), refusal.type(), refusal.code()).encode() + "\n\n");
        }
        return first;
    }

    private void send(List<String> events, int index) {
        if (index == events.size()) {
            finish();
            return;
        }
        response.write(events.get(index)).onSuccess(written -> {
            Duration delay =
                    index + 1 == events.size() ? Duration.ZERO : step.reply().chunkDelay();
            later(delay, () -> send(events, index + 1));
        });
    }

    private void finish() {
        Optional<Kind> fault = fault();
        if (fault.equals(Optional.of(Kind.CUT))) {
            response.closeHandler(null);
            http.connection().close();
        } else if (!fault.equals(Optional.of(Kind.HANG))) {
            response.end();
        }
    }
}
