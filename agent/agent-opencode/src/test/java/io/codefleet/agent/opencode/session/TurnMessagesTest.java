package io.codefleet.agent.opencode.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which message of a turn is its answer, and what its words are. */
class TurnMessagesTest {
    private static JsonObject user(String id, JsonObject part) {
        return new JsonObject()
                .put("info", new JsonObject().put("id", id).put("role", "user"))
                .put("parts", new JsonArray().add(part));
    }

    private static JsonObject prompt(String id) {
        return user(id, new JsonObject().put("type", "text").put("text", "a prompt"));
    }

    private static JsonObject compaction(String id) {
        return user(id, new JsonObject().put("type", "compaction").put("auto", true));
    }

    private static JsonObject goOn(String id) {
        return user(
                id, new JsonObject().put("type", "text").put("synthetic", true).put("text", "Continue"));
    }

    private static JsonObject assistantMessage(String id, String finish, String text) {
        JsonArray parts = new JsonArray().add(new JsonObject().put("type", "step-start"));
        if (!text.isEmpty()) {
            parts.add(new JsonObject().put("type", "text").put("text", text));
        }
        return new JsonObject()
                .put(
                        "info",
                        new JsonObject().put("id", id).put("role", "assistant").put("finish", finish))
                .put("parts", parts);
    }

    private static JsonObject summary(String id) {
        JsonObject message = assistantMessage(id, "stop", "In short.");
        message.getJsonObject("info").put("summary", true);
        return message;
    }

    private static TurnMessages turn(JsonObject... messages) {
        return TurnMessages.after("", List.of(messages));
    }

    private static String answer(JsonObject... messages) {
        TurnMessages turn = turn(messages);
        return turn.answer().map(turn::words).orElse("none");
    }

    @Test
    void anAnswerSurvivesALaterCompaction() {
        assertThat(answer(
                        prompt("1"),
                        assistantMessage("2", "stop", "THE RESULT"),
                        compaction("3"),
                        summary("4"),
                        goOn("5"),
                        assistantMessage("6", "stop", "done")))
                .isEqualTo("THE RESULT");
    }

    @Test
    void anAnswerSurvivesAFailedCompaction() {
        JsonObject failed = summary("4");
        failed.getJsonObject("info").put("finish", "error").put("error", new JsonObject().put("name", "APIError"));

        assertThat(answer(prompt("1"), assistantMessage("2", "stop", "THE RESULT"), compaction("3"), failed))
                .isEqualTo("THE RESULT");
    }

    @Test
    void aConversationThatIsShortenedInTheMiddleIsAnsweredAfterThat() {
        assertThat(answer(
                        prompt("1"),
                        assistantMessage("2", "tool-calls", "I look."),
                        compaction("3"),
                        summary("4"),
                        goOn("5"),
                        assistantMessage("6", "tool-calls", "I go on."),
                        assistantMessage("7", "stop", "THE RESULT")))
                .isEqualTo("THE RESULT");
    }

    @Test
    void anEmptyLastStepKeepsThePreviousText() {
        assertThat(answer(
                        prompt("1"),
                        assistantMessage("2", "tool-calls", "THE RESULT"),
                        assistantMessage("3", "stop", "")))
                .isEqualTo("THE RESULT");
        assertThat(answer(
                        prompt("1"),
                        assistantMessage("2", "tool-calls", "THE RESULT"),
                        assistantMessage("3", "tool-calls", ""),
                        assistantMessage("4", "stop", "\n ")))
                .isEqualTo("THE RESULT");
    }

    @Test
    void theTextOfASummaryIsNotAnAnswer() {
        assertThat(answer(
                        prompt("1"),
                        assistantMessage("2", "tool-calls", "I look."),
                        compaction("3"),
                        summary("4"),
                        assistantMessage("5", "stop", "")))
                .isEqualTo("I look.");
        assertThat(answer(prompt("1"), assistantMessage("2", "tool-calls", ""), compaction("3"), summary("4")))
                .isEqualTo("none");
    }

    @Test
    void messagesBeforeTheTurnAreNotPartOfIt() {
        List<JsonObject> all = List.of(prompt("1"), assistantMessage("2", "stop", "before"), prompt("3"));
        TurnMessages turn = TurnMessages.after("2", all);

        assertThat(turn.hasBegun()).isFalse();
        assertThat(turn.answer()).isEmpty();
        assertThat(TurnMessages.after("", all).hasBegun()).isTrue();
    }

    @Test
    void anUnfinishedStepIsNotAnAnswer() {
        assertThat(answer(prompt("1"), assistantMessage("2", "", "half"))).isEqualTo("none");
        assertThat(answer(prompt("1"), assistantMessage("2", "unknown", "half")))
                .isEqualTo("none");
    }

    @Test
    void aTruncatedAnswerIsMarkedAsTruncated() {
        TurnMessages turn = turn(prompt("1"), assistantMessage("2", "length", "half"));

        assertThat(TurnMessages.isTruncated(turn.answer().orElseThrow())).isTrue();
    }
}
