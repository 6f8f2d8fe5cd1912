package io.codefleet.control.stream;

import io.codefleet.CodefleetClient;
import io.codefleet.EventQuery;
import io.codefleet.FleetEvent;
import io.codefleet.json.InfoJson;
import io.codefleet.json.OutcomeJson;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/** Streams to HTTP clients as server-sent events. A slow reader slows its own stream and nothing else. */
public final class EventStreams {
    private final Vertx vertx;
    private final CodefleetClient fleet;

    /** Creates the streams of one fleet. */
    public EventStreams(Vertx vertx, CodefleetClient fleet) {
        this.vertx = vertx;
        this.fleet = fleet;
    }

    /**
     * Streams the changes of tasks and workers.
     *
     * @param task only those of this task
     * @param after the cursor behind which it begins; without one it begins now
     */
    public void events(HttpServerResponse response, Optional<String> task, Optional<String> after) {
        EventQuery query = task.map(EventQuery::task).orElse(EventQuery.ALL);
        query = after.map(query::after).orElse(query);
        new SseConnection<FleetEvent>(vertx, response, fleet.events(query), EventStreams::frame).open();
    }

    /** Streams what the agent of a task says and does, until the task ends. */
    public void progress(HttpServerResponse response, String taskId) {
        new SseConnection<>(
                        vertx,
                        response,
                        fleet.handle(taskId).progress(),
                        progress -> new SseFrame("progress", Optional.empty(), OutcomeJson.encode(progress)))
                .open();
    }

    private static SseFrame frame(FleetEvent event) {
        String name = event instanceof FleetEvent.TaskEvent
                ? "task"
                : event instanceof FleetEvent.WorkerEvent ? "worker" : "missed";
        return new SseFrame(name, Optional.of(event.cursor()), InfoJson.encode(event));
    }
}
