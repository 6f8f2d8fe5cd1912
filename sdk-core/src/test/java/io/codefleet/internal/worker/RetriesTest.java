package io.codefleet.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final Retries retries = new Retries("w", nanos::get);

    private boolean fail() {
        return retries.failed(new IllegalStateException("away"), 1, 0, true);
    }

    @Test
    void theWaitGrowsFromASecondToHalfAMinute() {
        fail();
        assertThat(retries.waitMillis()).isBetween(500L, 1000L);
        for (int i = 0; i < 100; i++) {
            fail();
            assertThat(retries.waitMillis()).isBetween(500L, 40_000L);
        }
        assertThat(retries.waitMillis()).isBetween(20_000L, 40_000L);
    }

    @Test
    void theWaitIsShortAgainAfterASuccess() {
        for (int i = 0; i < 100; i++) {
            fail();
        }
        retries.succeeded();
        fail();
        assertThat(retries.waitMillis()).isBetween(500L, 1000L);
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
        retries.succeeded();
        assertThat(fail()).isFalse();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(fail()).isTrue();
    }
}
