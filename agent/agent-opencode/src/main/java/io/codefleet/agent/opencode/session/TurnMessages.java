package io.codefleet.agent.opencode.session;

import io.codefleet.agent.opencode.client.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The messages of one turn, in order. Which of them is the answer is not a matter of its place: when an answer fills the
 * context, OpenCode shortens the conversation and asks the model to continue, so that more messages follow. Immutable.
 */
final class TurnMessages {
    /** After these the model is asked again. */
    private static final Set<String> GOES_ON = Set.of("tool-calls", "unknown", "error");

    private static final String LENGTH = "length";

    private final List<JsonObject> all;

    private TurnMessages(List<JsonObject> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Returns the messages of a turn.
     *
     * @param messages the latest of a session, the turn's among them
     * @param before the id of the last message before the turn; empty if there was none
     */
    static TurnMessages after(String before, List<JsonObject> messages) {
        int first = 0;
        for (int i = 0; i < messages.size(); i++) {
            if (Json.text(info(messages.get(i)), "id").equals(before)) {
                first = i + 1;
            }
        }
        return new TurnMessages(messages.subList(first, messages.size()));
    }

    private static JsonObject info(JsonObject message) {
        return Json.object(message, "info");
    }

    List<JsonObject> all() {
        return all;
    }

    /** Returns whether the model was asked in this turn. */
    boolean hasBegun() {
        return last().isPresent();
    }

    /** Returns the ends of the steps of the turn, in their order. */
    List<JsonObject> stepEnds() {
        return all().stream()
                .flatMap(message -> Json.objects(message, "parts").stream())
                .filter(part -> Json.text(part, "type").equals("step-finish"))
                .toList();
    }

    /** Returns the last message of the model, whatever it was asked for; with {@code info} and {@code parts}. */
    Optional<JsonObject> last() {
        return all.stream().filter(TurnMessages::isOfModel).reduce((before, after) -> after);
    }

    private static boolean isOfModel(JsonObject message) {
        return Json.text(info(message), "role").equals("assistant");
    }

    /** Returns the first message with which the model ended its work, so that no tool call made it go on. */
    Optional<JsonObject> answer() {
        return all.stream()
                .filter(TurnMessages::isStep)
                .filter(message ->
                        !GOES_ON.contains(finish(message)) && error(message).isEmpty())
                .filter(message -> !finish(message).isEmpty())
                .findFirst();
    }

    /** Returns whether a message answers the prompt, and is not a summary of the conversation. */
    private static boolean isStep(JsonObject message) {
        return isOfModel(message) && !Json.flag(info(message), "summary");
    }

    static String finish(JsonObject message) {
        return Json.text(info(message), "finish");
    }

    static Optional<JsonObject> error(JsonObject message) {
        return Optional.ofNullable(info(message).getValue("error"))
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast);
    }

    /** Returns whether the model reached its limit of output tokens. */
    static boolean isTruncated(JsonObject message) {
        return finish(message).equals(LENGTH);
    }

    /** Returns the model of a message as {@code provider/name}. */
    static String model(JsonObject message) {
        return Json.text(info(message), "providerID") + "/" + Json.text(info(message), "modelID");
    }

    /** Returns the text of an answer; if it has none, the last text of the model before it. */
    String words(JsonObject answer) {
        String words = "";
        for (JsonObject message : all) {
            String own = isStep(message) ? text(message) : "";
            words = own.isBlank() ? words : own;
            if (message.equals(answer)) {
                break;
            }
        }
        return words;
    }

    private static String text(JsonObject message) {
        return Json.objects(message, "parts").stream()
                .filter(part -> Json.text(part, "type").equals("text"))
                .filter(part -> !Json.flag(part, "synthetic") && !Json.flag(part, "ignored"))
                .map(part -> Json.text(part, "text"))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
    }
}
