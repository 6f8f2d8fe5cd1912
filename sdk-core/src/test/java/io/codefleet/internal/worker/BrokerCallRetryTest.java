package io.codefleet.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BrokerCallRetryTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final BrokerCallRetry callRetry = new BrokerCallRetry("w", nanos::get);

    private boolean fail() {
        return callRetry.failed(new IllegalStateException("away"), 1, 0, true);
    }

    @Test
    void theWaitGrowsFromASecondToHalfAMinute() {
        fail();
        assertThat(callRetry.waitMillis()).isBetween(500L, 1000L);
        for (int i = 0; i < 100; i++) {
            fail();
            assertThat(callRetry.waitMillis()).isBetween(500L, 40_000L);
        }
        assertThat(callRetry.waitMillis()).isBetween(20_000L, 40_000L);
    }

    @Test
    void theWaitIsShortAgainAfterASuccess() {
        for (int i = 0; i < 100; i++) {
            fail();
        }
        callRetry.succeeded();
        fail();
        assertThat(callRetry.waitMillis()).isBetween(500L, 1000L);
    }

    @Test
    void theFirstFailureIsLoggedAndThenOneEachMinute() {
        assertThat(fail()).isTrue();
        assertThat(fail()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(fail()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(fail()).isTrue();
        assertThat(fail()).isFalse();
    }

    @Test
    void failuresBetweenSuccessesAreLoggedOnceAMinuteToo() {
        assertThat(fail()).isTrue();
        callRetry.succeeded();
        assertThat(fail()).isFalse();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(fail()).isTrue();
    }
}
