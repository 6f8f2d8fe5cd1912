package io.codefleet.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.EvaluatedCondition;
import org.junit.jupiter.api.Test;

class PatientAwaitsTest {
    @Test
    void aWaitWithoutALimitOfItsOwnHasThatOfAResult() {
        AtomicReference<EvaluatedCondition<?>> looked = new AtomicReference<>();

        await().conditionEvaluationListener(looked::set).until(() -> true);

        EvaluatedCondition<?> last = looked.get();
        assertThat(Duration.ofMillis(last.getElapsedTimeInMS() + last.getRemainingTimeInMS()))
                .isEqualTo(FutureResults.LIMIT);
    }

    @Test
    void aWaitDoesNotFailByAnExceptionOfAnotherThread() {
        Thread failing = new Thread(() -> {
            throw new IllegalStateException("an exception of another test, which this one does not care about");
        });
        AtomicInteger looks = new AtomicInteger();

        await().until(() -> {
            if (looks.getAndIncrement() == 0) {
                failing.start();
                failing.join();
            }
            return looks.get() == 2;
        });

        assertThat(looks).hasValue(2);
    }
}
