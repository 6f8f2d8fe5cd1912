package io.codefleet.control.stream;

import io.codefleet.CodefleetClient;
import io.codefleet.EventQuery;
import io.codefleet.EventStream;
import io.codefleet.LogLines;
import io.codefleet.Progress;
import io.codefleet.json.OutcomeJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Streams to watchers, as server-sent events or as messages of a WebSocket, with the same events. A slow reader slows its own
 * stream and nothing else.
 */
public final class EventStreams {
    private final Vertx vertx;
    private final CodefleetClient fleet;
    private final OpenStreams open;
    private final SharedEvents shared;
    private final Duration interval;

    /**
     * Access of a stream to its watcher's permission and to its problems.
     *
     * @param permitted whether the watcher may still watch
     * @param failure turns what the source failed with into a problem document
     */
    public record StreamAccess(Supplier<Future<Boolean>> permitted, Function<Throwable, JsonObject> failure) {}

    /**
     * Creates the streams of one fleet.
     *
     * @param interval how often it is asked whether a watcher may still watch
     */
    public EventStreams(Vertx vertx, CodefleetClient fleet, OpenStreams open, Duration interval) {
        this.vertx = vertx;
        this.fleet = fleet;
        this.open = open;
        this.shared = new SharedEvents(vertx, fleet);
        this.interval = interval;
    }

    /**
     * Streams the changes of tasks and workers.
     *
     * @param snapshot reads the state with which the stream begins; absent: it begins with the first change
     */
    public void events(
            HttpServerResponse response,
            EventQuery query,
            Optional<Supplier<Future<JsonObject>>> snapshot,
            StreamAccess access) {
        EventStream<Frame> source = shared.open(query);
        serveEvents(new ServerSentEvents(response), source, first(snapshot), access);
    }

    /**
     * Makes a request a WebSocket and streams the changes of tasks or workers to it.
     *
     * @param snapshot reads the state with which the stream begins; absent: it begins with the first change
     */
    public Future<Void> events(
            HttpServerRequest request,
            EventQuery query,
            Optional<Supplier<Future<JsonObject>>> snapshot,
            StreamAccess access) {
        // The stream begins before the client learns of it, so that the client misses nothing that it causes.
        EventStream<Frame> source = shared.open(query);
        return request.toWebSocket().onFailure(refused -> source.close()).map(socket -> {
            serveEvents(new WebSocketMessages(socket), source, first(snapshot), access);
            return null;
        });
    }

    /**
     * Reads the first frame of a stream. The watch has begun before the state is read, and the state is read by a second call to
     * the broker, so that no change falls between the two.
     */
    private Future<Optional<Frame>> first(Optional<Supplier<Future<JsonObject>>> snapshot) {
        return snapshot.map(read -> fleet.stats()
                        .compose(watched -> read.get())
                        .map(state -> Optional.of(Frame.of("snapshot", state))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private void serveEvents(
            FrameSink sink, EventStream<Frame> source, Future<Optional<Frame>> first, StreamAccess access) {
        new StreamConnection<>(vertx, open, sink, source, Optional::of)
                .begin(first)
                .open(access.permitted(), interval, access.failure());
    }

    /** Streams the log lines of workers. */
    public void logs(HttpServerResponse response, LogFilter filter, StreamAccess access) {
        serveSome(new ServerSentEvents(response), fleet.logs(), filter::frame, access);
    }

    /** Makes a request a WebSocket and streams the log lines of workers to it. */
    public Future<Void> logs(HttpServerRequest request, LogFilter filter, StreamAccess access) {
        EventStream<LogLines> source = fleet.logs();
        return request.toWebSocket().onFailure(refused -> source.close()).map(socket -> {
            serveSome(new WebSocketMessages(socket), source, filter::frame, access);
            return null;
        });
    }

    /** Streams what the agent of a task says and does, until the task ends. */
    public void progress(HttpServerResponse response, String taskId, StreamAccess access) {
        EventStream<Progress> source = fleet.handle(taskId).progress();
        new StreamConnection<>(
                        vertx,
                        open,
                        new ServerSentEvents(response),
                        source,
                        progress -> Optional.of(Frame.of("progress", OutcomeJson.encode(progress))))
                .onDropped(number -> Frame.of("missed", new JsonObject().put("dropped", number)))
                .open(access.permitted(), interval, access.failure());
    }

    private <T> void serveSome(
            FrameSink sink, EventStream<T> source, Function<T, Optional<Frame>> frames, StreamAccess access) {
        new StreamConnection<>(vertx, open, sink, source, frames).open(access.permitted(), interval, access.failure());
    }
}
