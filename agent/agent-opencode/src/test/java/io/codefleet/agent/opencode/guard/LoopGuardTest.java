package io.codefleet.agent.opencode.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopGuardTest {
    private final LoopGuard guard = new LoopGuard();

    private Optional<ErrorKind> finish(String id, String reason, boolean summary) {
        JsonObject info = new JsonObject().put("id", id).put("finish", reason).put("summary", summary);
        return guard.fault("message.updated", new JsonObject().put("info", info))
                .map(AttemptException::error)
                .map(error -> error.kind());
    }

    private Optional<ErrorKind> compacted() {
        finish("summary", "stop", true);
        return guard.fault("session.compacted", new JsonObject())
                .map(AttemptException::error)
                .map(error -> error.kind());
    }

    @Test
    void theFourthAnswerInARowWithoutAReasonIsOneTooMany() {
        assertThat(finish("1", "unknown", false)).isEmpty();
        assertThat(finish("2", "unknown", false)).isEmpty();
        assertThat(finish("3", "unknown", false)).isEmpty();
        assertThat(finish("3", "unknown", false)).isEmpty();
        assertThat(finish("4", "unknown", false)).contains(ErrorKind.TRANSIENT);
    }

    @Test
    void anAnswerWithAReasonBeginsTheCountAgain() {
        finish("1", "unknown", false);
        finish("2", "unknown", false);
        finish("3", "unknown", false);
        finish("4", "tool-calls", false);

        assertThat(finish("5", "unknown", false)).isEmpty();
    }

    @Test
    void theThirdCompactionWithoutAnAnswerBetweenIsOneTooMany() {
        assertThat(compacted()).isEmpty();
        assertThat(compacted()).isEmpty();
        assertThat(compacted()).contains(ErrorKind.PERMANENT);
    }

    @Test
    void aCompactionThatHelpedDoesNotCount() {
        for (int i = 0; i < 10; i++) {
            assertThat(compacted()).isEmpty();
            assertThat(finish("m" + i, "tool-calls", false)).isEmpty();
        }
    }

    /** Sends the event with which OpenCode reports a tool that has run. */
    private void call(String message, String command) {
        JsonObject state =
                new JsonObject().put("status", "completed").put("input", new JsonObject().put("command", command));
        guard.fault(
                "message.part.updated",
                new JsonObject()
                        .put(
                                "part",
                                new JsonObject()
                                        .put("type", "tool")
                                        .put("tool", "bash")
                                        .put("messageID", message)
                                        .put("state", state)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "length"})
    void wordsAfterACompactionAreNoProgress(String finish) {
        assertThat(compacted()).isEmpty();
        finish("1", finish, false);
        assertThat(compacted()).isEmpty();
        finish("2", finish, false);
        assertThat(compacted()).contains(ErrorKind.PERMANENT);
    }

    @Test
    void aRepeatedToolCallIsNotProgress() {
        for (int i = 0; i < 2; i++) {
            call("m" + i, "make");
            finish("m" + i, "tool-calls", false);
            assertThat(compacted()).isEmpty();
        }
        call("m2", "make");
        finish("m2", "tool-calls", false);

        assertThat(compacted()).contains(ErrorKind.PERMANENT);
    }

    @Test
    void aNewCallIsProgressEachTime() {
        for (int i = 0; i < 10; i++) {
            call("m" + i, "make " + i);
            finish("m" + i, "tool-calls", false);
            assertThat(compacted()).isEmpty();
        }
    }

    @Test
    void aMessageRepeatedAfterACompactionIsNotProgress() {
        for (int i = 0; i < 2; i++) {
            finish("m", "tool-calls", false);
            assertThat(compacted()).isEmpty();
        }
        finish("m", "tool-calls", false);

        assertThat(compacted()).contains(ErrorKind.PERMANENT);
    }
}
