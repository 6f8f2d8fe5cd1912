package io.codefleet.launcher.opencode;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class LoopGuardTest {
    private final LoopGuard guard = new LoopGuard();

    private boolean finish(String id, String reason) {
        return guard.isEndless(new JsonObject().put("id", id).put("finish", reason));
    }

    @Test
    void theFourthAnswerInARowWithoutAReasonIsOneTooMany() {
        assertThat(finish("1", "unknown")).isFalse();
        assertThat(finish("2", "unknown")).isFalse();
        assertThat(finish("3", "unknown")).isFalse();
        assertThat(finish("3", "unknown")).isFalse();
        assertThat(finish("4", "unknown")).isTrue();
    }

    @Test
    void anAnswerWithAReasonBeginsTheCountAgain() {
        finish("1", "unknown");
        finish("2", "unknown");
        finish("3", "unknown");
        finish("4", "tool-calls");

        assertThat(finish("5", "unknown")).isFalse();
    }
}
