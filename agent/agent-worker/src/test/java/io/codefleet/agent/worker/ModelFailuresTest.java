package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that failed, one after another. */
class ModelFailuresTest {
    private final ModelFailures failures = new ModelFailures();

    private static AttemptException failure(ErrorKind kind, String reason) {
        return new AttemptException(TaskError.of(kind, "it is " + reason).details(Map.of("reason", reason)), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"authentication", "rate_limit", "provider_failed", "unknown_model", "context_overflow"})
    void failuresThatAnotherModelMayAvoidAreAttributedToTheModel(String reason) {
        assertThat(failures.isOfModel(failure(ErrorKind.PERMANENT, reason), false))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"budget", "aborted", "agent_failed", "disk_full", "storage", "schema_misfit", ""})
    void otherFailuresAreNotAttributedToTheModel(String reason) {
        assertThat(failures.isOfModel(failure(ErrorKind.TRANSIENT, reason), false))
                .isFalse();
        assertThat(failures.isOfModel(AttemptException.transientFault("lost"), true))
                .isFalse();
    }

    @Test
    void invalidAnswersAreAttributedToTheModelIfTheTaskSaysSo() {
        assertThat(failures.isOfModel(ModelFailures.misfit("a/b", 2, List.of("x")), true))
                .isTrue();
    }

    @Test
    void theErrorOfOneIsItsOwn() {
        failures.add("a/b", failure(ErrorKind.PERMANENT, "authentication"));

        assertThat(failures.all()).hasMessage("it is authentication");
    }

    @Test
    void oneRetryableFailureMakesAllRetryableAfterTheShortestWait() {
        AttemptException slow = AttemptException.rateLimited("slow down", Duration.ofSeconds(60));
        failures.add("a/b", failure(ErrorKind.PERMANENT, "authentication"));
        failures.add("c/d", slow);
        failures.add("e/f", AttemptException.rateLimited("slower", Duration.ofSeconds(90)));

        AttemptException all = failures.all();

        assertThat(all.error().kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(all.error().retryAfter()).contains(Duration.ofSeconds(60));
        assertThat(all)
                .hasMessage("each of 3 models failed: a/b failed: it is authentication; c/d failed: slow down; "
                        + "e/f failed: slower");
    }
}
