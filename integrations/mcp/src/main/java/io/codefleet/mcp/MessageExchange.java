package io.codefleet.mcp;

import io.codefleet.error.CodefleetException;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import io.modelcontextprotocol.spec.ProtocolVersions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Exchange of messages of the protocol as texts with the server of the MCP SDK, whatever carries the texts. It keeps nothing
 * between two messages, so that any process may answer the next. A text that is not a message gets an error as its answer.
 */
final class MessageExchange implements McpStatelessServerTransport {
    /** The key of the {@link ToolCaller} in the context of a call. */
    static final String CALLER = "caller";

    private static final Logger log = LoggerFactory.getLogger(MessageExchange.class);
    private static final List<String> VERSIONS = List.of(
            ProtocolVersions.MCP_2024_11_05,
            ProtocolVersions.MCP_2025_03_26,
            ProtocolVersions.MCP_2025_06_18,
            ProtocolVersions.MCP_2025_11_25);

    private static final String CANCELLED = "notifications/cancelled";

    private final McpJsonMapper mapper;
    private final ProtocolTasks tasks;
    private @Nullable McpStatelessServerHandler handler;

    MessageExchange(McpJsonMapper mapper, ProtocolTasks tasks) {
        this.mapper = mapper;
        this.tasks = tasks;
    }

    @Override
    public void setMcpHandler(McpStatelessServerHandler value) {
        handler = value;
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.empty();
    }

    @Override
    public List<String> protocolVersions() {
        return VERSIONS;
    }

    /**
     * Handles one message.
     *
     * @param requests those of the connection, which a later message may cancel
     * @return the answer to a request; empty if there is none, as to a notification and to a cancelled request. Never fails
     */
    Future<Optional<String>> handle(String text, ToolCaller caller, OpenRequests requests) {
        JsonObject message;
        try {
            message = new JsonObject(text);
        } catch (DecodeException e) {
            return refusal(
                    null, McpSchema.ErrorCodes.PARSE_ERROR, "the message is not a JSON object; send one at a time");
        }
        if (CANCELLED.equals(message.getValue("method"))) {
            // a task continues until cancel_task: a client that gives up one wait may wait again
            requests.cancel(parameters(message).getValue("requestId"));
            return Future.succeededFuture(Optional.empty());
        }
        if (message.getValue("method") == null) {
            boolean answers = message.containsKey("result") || message.containsKey("error");
            return answers
                    ? Future.succeededFuture(Optional.empty())
                    : refusal(
                            message.getValue("id"),
                            McpSchema.ErrorCodes.INVALID_REQUEST,
                            "method is missing; name one of the protocol, such as tools/list");
        }
        return message.containsKey("id")
                ? answer(message, caller, requests)
                : typed(message, McpTransportContext.create(Map.of(CALLER, caller)));
    }

    private Future<Optional<String>> answer(JsonObject message, ToolCaller caller, OpenRequests requests) {
        Promise<Optional<String>> answer = Promise.promise();
        Future<Void> given = requests.begin(message.getValue("id"), answer.future());
        given.onComplete(up -> answer.tryComplete(Optional.empty()));
        Future<Void> gone = caller.gone()
                .<Future<Void>>map(left -> Future.any(left, given).mapEmpty())
                .orElse(given);
        request(message, caller.until(gone).in(CallTrace.headers(parameters(message))))
                .onComplete(answer::tryComplete, answer::tryFail);
        return answer.future();
    }

    private static JsonObject parameters(JsonObject message) {
        return message.getValue("params") instanceof JsonObject parameters ? parameters : new JsonObject();
    }

    private Future<Optional<String>> request(JsonObject message, ToolCaller caller) {
        if (!(message.getValue("method") instanceof String method) || !tasks.takes(method, parameters(message))) {
            return typed(message, McpTransportContext.create(Map.of(CALLER, caller)));
        }
        Object id = message.getValue("id");
        return Future.succeededFuture()
                .compose(begun -> tasks.answer(method, parameters(message), caller))
                .map(result -> Optional.of(new JsonObject()
                        .put("jsonrpc", McpSchema.JSONRPC_VERSION)
                        .put("id", id)
                        .put("result", result)
                        .encode()))
                .recover(failure -> refusal(id, code(failure), ToolSet.text(method, failure), ToolSet.meta(failure)));
    }

    private static int code(Throwable failure) {
        if (failure instanceof ProtocolException refusal) {
            return refusal.code();
        }
        boolean wrong = failure instanceof CodefleetException ours && !ours.retryable();
        return wrong ? McpSchema.ErrorCodes.INVALID_PARAMS : McpSchema.ErrorCodes.INTERNAL_ERROR;
    }

    private Future<Optional<String>> typed(JsonObject message, McpTransportContext context) {
        McpStatelessServerHandler server = Objects.requireNonNull(handler, "no server");
        Object id = message.getValue("id");
        try {
            if (message.containsKey("id")) {
                McpSchema.JSONRPCRequest request =
                        mapper.convertValue(message.getMap(), McpSchema.JSONRPCRequest.class);
                return future(server.handleRequest(context, request))
                        .map(response -> written(request.method(), response))
                        .recover(failure -> failed(id, failure));
            }
            McpSchema.JSONRPCNotification notification =
                    mapper.convertValue(message.getMap(), McpSchema.JSONRPCNotification.class);
            return future(server.handleNotification(context, notification))
                    .map(done -> Optional.<String>empty())
                    .otherwise(Optional.empty());
        } catch (IllegalArgumentException e) {
            return refusal(
                    id,
                    McpSchema.ErrorCodes.INVALID_REQUEST,
                    "the message is not of JSON-RPC 2.0: jsonrpc must be \"2.0\", id a text or an integer, method a text");
        }
    }

    private static <T> Future<T> future(Mono<T> mono) {
        return Future.fromCompletionStage(mono.toFuture());
    }

    private Optional<String> written(String method, McpSchema.JSONRPCResponse response) {
        try {
            String text = mapper.writeValueAsString(response);
            if (response.error() != null || !ProtocolTasks.announces(method)) {
                return Optional.of(text);
            }
            JsonObject answer = new JsonObject(text);
            tasks.announce(method, answer.getJsonObject("result"));
            return Optional.of(answer.encode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Future<Optional<String>> failed(@Nullable Object id, Throwable failure) {
        log.atError().setCause(failure).log("could not answer a message");
        return refusal(id, McpSchema.ErrorCodes.INTERNAL_ERROR, "the server failed; its log says why");
    }

    private static Future<Optional<String>> refusal(@Nullable Object id, int code, String reason) {
        return refusal(id, code, reason, Map.of());
    }

    private static Future<Optional<String>> refusal(
            @Nullable Object id, int code, String reason, Map<String, Object> data) {
        JsonObject error = new JsonObject().put("code", code).put("message", reason);
        if (!data.isEmpty()) {
            error.put("data", new JsonObject(data));
        }
        return Future.succeededFuture(Optional.of(new JsonObject()
                .put("jsonrpc", McpSchema.JSONRPC_VERSION)
                .put("id", id)
                .put("error", error)
                .encode()));
    }
}
