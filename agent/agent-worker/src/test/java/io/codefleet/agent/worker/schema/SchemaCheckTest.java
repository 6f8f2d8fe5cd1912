package io.codefleet.agent.worker.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.regex.RegularExpression;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of checks that take too long, or more memory or stack than the machine has. */
class SchemaCheckTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private static <T> Throwable failure(Future<T> future) {
        await().until(future::isComplete);
        return future.cause();
    }

    @Test
    void aPatternThatFindsNoEndIsInterrupted() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        RegularExpression slow = value -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return false;
        };
        AnswerSchema schema = AnswerSchema.of(Map.of("pattern", "slow"), pattern -> slow);

        Future<?> checked = SchemaCheck.run(vertx.get(), SHORT, () -> schema.check("\"a\""));

        assertThat(failure(checked)).isInstanceOf(TimeoutException.class).hasMessageContaining("took longer than");
        await().until(() -> interrupted.getCount() == 0 && begun.getCount() == 0);
    }

    @Test
    void aMatchEndsWhenItsThreadIsInterrupted() {
        Future<Boolean> matched = SchemaCheck.run(vertx.get(), LONG, () -> {
            Thread.currentThread().interrupt();
            return EcmaPattern.of("^c(?:a|b)*c$").matches("c" + "ab".repeat(100_000) + "x");
        });

        assertThat(failure(matched)).isInstanceOf(EcmaPattern.InterruptedMatchException.class);
    }

    @Test
    void checksThatHangHoldUpNoOther() {
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < 50; i++) {
            SchemaCheck.run(vertx.get(), LONG, () -> {
                end.await();
                return true;
            });
        }
        Future<Integer> other = SchemaCheck.run(vertx.get(), LONG, () -> 1);

        await().until(other::isComplete);
        assertThat(other.result()).isEqualTo(1);
        end.countDown();
    }

    @Test
    void whatOverflowsTheStackFailsTheCheckOnly() {
        assertThat(failure(SchemaCheck.run(vertx.get(), LONG, () -> endless(0))))
                .isInstanceOf(StackOverflowError.class);
    }

    @SuppressWarnings("InfiniteRecursion") // that is what is played
    private static int endless(int depth) {
        return endless(depth + 1) + 1;
    }
}
