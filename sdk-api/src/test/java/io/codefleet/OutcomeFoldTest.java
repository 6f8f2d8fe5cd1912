package io.codefleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutcomeFoldTest {

    private static final Outcome COMPLETED = new Outcome.Completed("t", 1, Instant.EPOCH, TaskResult.text("yes"));
    private static final Outcome FAILED =
            new Outcome.Failed("t", 1, Instant.EPOCH, TaskError.of(ErrorKind.PERMANENT, "broken"));
    private static final Outcome CANCELLED = new Outcome.Cancelled("t", 1, Instant.EPOCH, "no more");

    @Test
    void eachVariantIsFoldedByItsOwnFunction() {
        assertThat(text(COMPLETED)).isEqualTo("completed yes");
        assertThat(text(FAILED)).isEqualTo("failed broken");
        assertThat(text(CANCELLED)).isEqualTo("cancelled no more");
    }

    @Test
    void anOutcomeIsOfOneVariant() {
        assertThat(COMPLETED)
                .matches(Outcome::isCompleted)
                .matches(outcome -> !outcome.isFailed() && !outcome.isCancelled());
        assertThat(FAILED)
                .matches(Outcome::isFailed)
                .matches(outcome -> !outcome.isCompleted() && !outcome.isCancelled());
        assertThat(CANCELLED)
                .matches(Outcome::isCancelled)
                .matches(outcome -> !outcome.isCompleted() && !outcome.isFailed());
    }

    @Test
    void aResultIsOfACompletedTaskOnly() {
        assertThat(COMPLETED.resultOrThrow().text()).isEqualTo("yes");
        assertThatThrownBy(FAILED::resultOrThrow).isInstanceOf(TaskFailedException.class);
        assertThatThrownBy(CANCELLED::resultOrThrow).isInstanceOf(TaskCancelledException.class);
    }

    private static String text(Outcome outcome) {
        return outcome.fold(
                completed -> "completed " + completed.result().text(),
                failed -> "failed " + failed.error().message(),
                cancelled -> "cancelled " + cancelled.reason());
    }
}
