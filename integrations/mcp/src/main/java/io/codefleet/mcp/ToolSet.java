package io.codefleet.mcp;

import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Tools as the MCP SDK takes them, of their descriptions in {@code tools.json} and the handlers of their names. */
final class ToolSet {
    private static final Logger log = LoggerFactory.getLogger(ToolSet.class);
    private static final String USE = "$use";
    /** In the metadata of an error: its kind, and whether the same call may succeed later. */
    private static final String ERROR_KIND = "io.codefleet/error";

    private static final String RETRYABLE = "io.codefleet/retryable";

    private final JsonObject description = description();
    private final Map<String, ToolHandler> handlers;
    private final Map<String, JsonObject> inputs = new HashMap<>();
    private final Set<String> givingHandles = new HashSet<>();

    ToolSet(Map<String, ToolHandler> handlers) {
        this.handlers = handlers;
        description.getJsonArray("tools").stream().map(JsonObject.class::cast).forEach(tool -> {
            inputs.put(tool.getString("name"), input(tool));
            if (tool.getBoolean("gives_handle", false)) {
                givingHandles.add(tool.getString("name"));
            }
        });
    }

    private static JsonObject description() {
        try (InputStream in = ToolSet.class.getResourceAsStream("tools.json")) {
            byte[] text = Objects.requireNonNull(in, "tools.json").readAllBytes();
            return new JsonObject(new String(text, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what a client reads about the server as a whole. */
    String instructions() {
        return description.getString("instructions");
    }

    List<AsyncToolSpecification> specifications() {
        return description.getJsonArray("tools").stream()
                .map(JsonObject.class::cast)
                .map(this::specification)
                .toList();
    }

    /** Returns whether a tool begins long work, whose handle is in its answer. */
    boolean givesHandle(String tool) {
        return givingHandles.contains(tool);
    }

    private JsonObject input(JsonObject tool) {
        JsonObject input = (JsonObject) resolved(tool.getJsonObject("input"));
        input.put("type", "object").put("additionalProperties", false);
        if (tool.getBoolean("task_fields", false)) {
            JsonObject fields = ((JsonObject) resolved(new JsonObject().put(USE, "task"))).getJsonObject("properties");
            input.getJsonObject("properties").mergeIn(fields);
        }
        return input;
    }

    private AsyncToolSpecification specification(JsonObject tool) {
        String name = tool.getString("name");
        JsonObject input = Objects.requireNonNull(inputs.get(name), name);
        JsonObject output = (JsonObject) resolved(tool.getJsonObject("output"));
        McpSchema.Tool described = McpSchema.Tool.builder(name, plain(input))
                .title(tool.getString("title"))
                .description(tool.getString("description"))
                .outputSchema(plain(output))
                .annotations(McpSchema.ToolAnnotations.builder()
                        .readOnlyHint(tool.getBoolean("read_only", false))
                        .destructiveHint(tool.getBoolean("destructive", false))
                        .build())
                .build();
        return new AsyncToolSpecification(
                described,
                (context, request) -> Mono.fromCompletionStage(
                        () -> call(name, context, request).toCompletionStage()));
    }

    /** Returns maps and lists in place of the JSON classes of Vert.x. */
    private static Map<String, Object> plain(JsonObject json) {
        return new JsonObject(json.toBuffer()).getMap();
    }

    /** Returns a copy in which each {@code {"$use": name}} is the definition of this name. */
    private Object resolved(Object value) {
        if (value instanceof JsonArray array) {
            return new JsonArray(array.stream().map(this::resolved).toList());
        }
        if (!(value instanceof JsonObject object)) {
            return value;
        }
        if (object.containsKey(USE)) {
            return resolved(description.getJsonObject("definitions").getJsonObject(object.getString(USE)));
        }
        JsonObject copy = new JsonObject();
        object.forEach(entry -> copy.put(entry.getKey(), resolved(object.getValue(entry.getKey()))));
        return copy;
    }

    /** Returns what a tool answers to a call; fails with what becomes an error of the tool. */
    Future<JsonObject> answer(String tool, JsonObject given, ToolCaller caller) {
        return Future.succeededFuture().compose(begun -> {
            ToolArguments arguments = ToolArguments.of(tool, Objects.requireNonNull(inputs.get(tool), tool), given);
            Optional<Throwable> fault = caller.fault();
            return fault.isPresent()
                    ? Future.failedFuture(fault.get())
                    : Objects.requireNonNull(handlers.get(tool), tool).call(caller, arguments);
        });
    }

    private Future<McpSchema.CallToolResult> call(
            String tool, McpTransportContext context, McpSchema.CallToolRequest request) {
        ToolCaller caller = (ToolCaller) Objects.requireNonNull(context.get(MessageExchange.CALLER), "caller");
        JsonObject given = request.arguments() == null
                ? new JsonObject()
                : new JsonObject(new JsonObject(request.arguments()).toBuffer());
        return answer(tool, given, caller)
                .map(answer -> McpSchema.CallToolResult.builder()
                        .structuredContent(plain(answer))
                        .addTextContent(answer.encodePrettily())
                        .build())
                .recover(failure -> Future.succeededFuture(error(tool, failure)));
    }

    private static McpSchema.CallToolResult error(String tool, Throwable failure) {
        return McpSchema.CallToolResult.builder()
                .addTextContent(text(tool, failure))
                .isError(true)
                .meta(meta(failure))
                .build();
    }

    /** Returns a failure in words. What nobody foresaw is in the log only. */
    static String text(String what, Throwable failure) {
        if (failure instanceof CodefleetException ours) {
            return ours.getMessage() + (ours.retryable() ? " (it may be tried again later)" : "");
        }
        log.atError().addKeyValue("request", what).setCause(failure).log("a request failed");
        return "the server failed in " + what + "; its log says why";
    }

    /** Returns a failure for programs. */
    static Map<String, Object> meta(Throwable failure) {
        boolean retryable = failure instanceof CodefleetException ours && ours.retryable();
        return Map.of(ERROR_KIND, kind(failure), RETRYABLE, retryable);
    }

    /** Returns the kind of a failure, for programs. */
    private static String kind(Throwable failure) {
        if (failure instanceof TooManyWaitsException) {
            return "too-many-waits";
        }
        if (failure instanceof DelegationRefusedException) {
            return "delegation-refused";
        }
        if (failure instanceof InvalidInputException) {
            return "invalid-input";
        }
        return failure instanceof CodefleetException ? "refused" : "internal-error";
    }
}
