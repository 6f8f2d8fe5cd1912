package io.codefleet.launcher.opencode;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
}
