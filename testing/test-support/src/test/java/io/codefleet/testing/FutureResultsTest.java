package io.codefleet.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FutureResultsTest {
    @Test
    void theResultIsReturned() {
        assertThat(FutureResults.get(Future.succeededFuture("done"))).isEqualTo("done");
    }

    @Test
    void anUncheckedCauseIsThrownAsItIs() {
        IllegalArgumentException cause = new IllegalArgumentException("broken");

        assertThatThrownBy(() -> FutureResults.get(Future.failedFuture(cause))).isSameAs(cause);
    }

    @Test
    void aCheckedCauseIsWrapped() {
        IOException cause = new IOException("broken");

        assertThatThrownBy(() -> FutureResults.get(Future.failedFuture(cause))).hasCause(cause);
    }

    @Test
    void aResultThatDoesNotComeEndsTheWait() {
        Future<String> never = Promise.<String>promise().future();

        assertThatThrownBy(() -> FutureResults.get(never, Duration.ofMillis(10)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("PT0.01S");
    }
}
