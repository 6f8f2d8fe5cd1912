package io.codefleet.model.scripted;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A request that a scripted model got. */
public final class ModelRequest {
    private final JsonObject body;
    private final Map<String, String> headers;
    private final Instant receivedAt = Instant.now();
    private volatile boolean closedEarly;

    ModelRequest(JsonObject body, Map<String, String> headers) {
        this.body = body;
        this.headers = Map.copyOf(headers);
    }

    /** Purpose of a request. */
    public enum Purpose {
        /** A step of the script. */
        STEP,
        /** A title for a new session, which OpenCode asks for where it was given none. */
        TITLE,
        /** A short form of a conversation that has grown too long. */
        COMPACTION
    }

    /** Returns the body as it came; not to be changed. */
    public JsonObject body() {
        return body;
    }

    /** Returns when it came. */
    public Instant receivedAt() {
        return receivedAt;
    }

    /** Returns the headers, by their names in small letters. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the header of this name, or the empty string. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** Returns the session of OpenCode, or the empty string. */
    public String session() {
        return header("x-session-id");
    }

    /** Returns the model that is asked, or the empty string. */
    public String model() {
        return body.getValue("model") instanceof String name ? name : "";
    }

    /** Returns whether the client wants the reply in pieces, as OpenCode does, and not as a whole. */
    public boolean streams() {
        return Boolean.TRUE.equals(body.getValue("stream"));
    }

    /** Returns the system prompt, or the empty string. */
    public String systemText() {
        return messages()
                .filter(message -> is("system", message) || is("developer", message))
                .map(ModelRequest::text)
                .collect(Collectors.joining("\n"));
    }

    /** Returns whether the client closed the connection before the reply's end. */
    public boolean closedEarly() {
        return closedEarly;
    }

    void close() {
        closedEarly = true;
    }

    /** Returns its purpose. */
    public Purpose purpose() {
        if (tools().findAny().isPresent()) {
            return Purpose.STEP;
        }
        if (lastUserText().startsWith("Here is the conversation so far")) {
            return Purpose.COMPACTION;
        }
        return systemText().contains("You are a title generator") ? Purpose.TITLE : Purpose.STEP;
    }

    /** Returns the last text of the user, or the empty string. */
    public String lastUserText() {
        return messages()
                .filter(message -> is("user", message))
                .reduce((before, after) -> after)
                .map(ModelRequest::text)
                .orElse("");
    }

    /** Returns how many replies of the model there are since then. */
    int repliesSinceUser() {
        return messages()
                .map(message -> is("user", message) ? -1 : is("assistant", message) ? 1 : 0)
                .reduce(0, (count, sign) -> sign < 0 ? 0 : count + sign);
    }

    boolean offers(String tool) {
        return tools().anyMatch(
                        offered -> tool.equals(object(offered, "function").getString("name")));
    }

    private Stream<JsonObject> messages() {
        return objects(body.getValue("messages"));
    }

    private Stream<JsonObject> tools() {
        return objects(body.getValue("tools"));
    }

    private static boolean is(String role, JsonObject message) {
        return role.equals(message.getValue("role"));
    }

    /** Returns the text of a message. Its content is a text, or a list of parts some of which are texts. */
    private static String text(JsonObject message) {
        @Nullable Object content = message.getValue("content");
        return content instanceof String words
                ? words
                : objects(content)
                        .map(part -> part.getValue("text"))
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .collect(Collectors.joining("\n"));
    }

    private static JsonObject object(JsonObject parent, String name) {
        return parent.getValue(name) instanceof JsonObject child ? child : new JsonObject();
    }

    private static Stream<JsonObject> objects(@Nullable Object value) {
        JsonArray array = value instanceof JsonArray list ? list : new JsonArray();
        return IntStream.range(0, array.size())
                .mapToObj(array::getValue)
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast);
    }
}
