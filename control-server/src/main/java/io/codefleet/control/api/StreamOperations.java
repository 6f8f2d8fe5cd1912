package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.EventQuery;
import io.codefleet.control.auth.Authenticator;
import io.codefleet.control.auth.StreamTickets;
import io.codefleet.control.stream.EventStreams;
import io.codefleet.control.stream.LogFilter;
import io.codefleet.error.TaskNotFoundException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The operations that stream: by server-sent events and by WebSockets. */
final class StreamOperations {
    private final CodefleetClient fleet;
    private final FleetSnapshot snapshot;
    private final EventStreams streams;
    private final Authenticator authenticator;
    private final StreamTickets tickets;

    StreamOperations(
            CodefleetClient fleet,
            FleetSnapshot snapshot,
            EventStreams streams,
            Authenticator authenticator,
            StreamTickets tickets) {
        this.fleet = fleet;
        this.snapshot = snapshot;
        this.streams = streams;
        this.authenticator = authenticator;
        this.tickets = tickets;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "streamEvents", this::events,
                "streamProgress", this::progress,
                "watchTasks", call -> watch(call, EventQuery.TASKS),
                "watchWorkers", call -> watch(call, EventQuery.WORKERS),
                "streamLogs", this::logs,
                "watchLogs", this::watchLogs,
                "createTicket", this::ticket);
    }

    private EventStreams.StreamAccess access(ApiCall call) {
        return new EventStreams.StreamAccess(() -> authenticator.active(call.caller()), call::problem);
    }

    private Future<ApiReply> events(ApiCall call) {
        EventQuery query = call.query("task").map(EventQuery::task).orElse(EventQuery.ALL);
        query = call.header("Last-Event-ID")
                .or(() -> call.query("after"))
                .map(query::after)
                .orElse(query);
        streams.events(call.context().response(), query, state(query), access(call));
        return Future.succeededFuture(ApiReply.sent());
    }

    /** Returns the state with which a stream begins. A client that continues behind an event, or follows one task, has it. */
    private Optional<Supplier<Future<JsonObject>>> state(EventQuery query) {
        boolean whole = query.after().isEmpty() && query.taskId().isEmpty();
        return whole ? Optional.of(snapshot::read) : Optional.empty();
    }

    private Future<ApiReply> progress(ApiCall call) {
        String id = call.path("id");
        return fleet.task(id).map(found -> {
            if (found.isEmpty()) {
                throw new TaskNotFoundException(id);
            }
            streams.progress(call.context().response(), id, access(call));
            return ApiReply.sent();
        });
    }

    private static LogFilter logFilter(ApiCall call) {
        return new LogFilter(call.query("worker"), call.query("task"), call.query("level"));
    }

    private Future<ApiReply> logs(ApiCall call) {
        streams.logs(call.context().response(), logFilter(call), access(call));
        return Future.succeededFuture(ApiReply.sent());
    }

    private Future<ApiReply> watchLogs(ApiCall call) {
        return streams.logs(upgrading(call), logFilter(call), access(call)).map(opened -> ApiReply.sent());
    }

    private Future<ApiReply> watch(ApiCall call, EventQuery all) {
        EventQuery query = call.query("after").map(all::after).orElse(all);
        return streams.events(upgrading(call), query, state(query), access(call))
                .map(opened -> ApiReply.sent());
    }

    /** Returns the request, which asks to become a WebSocket. */
    private static HttpServerRequest upgrading(ApiCall call) {
        HttpServerRequest request = call.context().request();
        if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            request.response().putHeader(HttpHeaders.UPGRADE, "websocket");
            throw new ProblemException(Problem.of(
                    ProblemKind.UPGRADE_REQUIRED, request.path() + " is a WebSocket; send 'Upgrade: websocket'."));
        }
        return request;
    }

    private Future<ApiReply> ticket(ApiCall call) {
        return tickets.issue(call.caller())
                .map(issued -> ApiReply.json(
                        201,
                        new JsonObject()
                                .put("ticket", issued.text())
                                .put("expiresAt", issued.expiresAt().toEpochMilli())));
    }
}
