package io.codefleet.internal.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Outcome;
import io.codefleet.broker.Broker;
import io.codefleet.broker.FollowReply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutcomeWaiterTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final OutcomeWaiter waiter = new OutcomeWaiter(context, running());

    /** A broker whose tasks all run. */
    private static Broker running() {
        return (Broker) Proxy.newProxyInstance(
                Broker.class.getClassLoader(),
                new Class<?>[] {Broker.class},
                (proxy, method, arguments) -> Future.succeededFuture(new FollowReply(List.of(), Set.of())));
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
    }

    private int waiting() throws Exception {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        context.runOnContext(v -> count.complete(waiter.waiting()));
        return count.get(20, SECONDS);
    }

    @Test
    void nothingIsKeptOfAWaitWhoseTimeIsOver() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(get(waiter.await("t", -1, SHORT))).isEmpty();
        }
        assertThat(waiting()).isZero();
    }

    @Test
    void theEndOfOneWaitLeavesTheOthersOfTheTask() throws Exception {
        Future<Outcome> forEver = waiter.await("t", -1);
        Future<Optional<Outcome>> bounded = waiter.await("t", -1, LONG);
        assertThat(get(waiter.await("t", -1, SHORT))).isEmpty();
        assertThat(waiting()).isEqualTo(1);

        Outcome outcome = new Outcome.Cancelled("t", 1, Instant.EPOCH, "over");
        context.runOnContext(v -> waiter.arrived(outcome));
        assertThat(get(forEver)).isEqualTo(outcome);
        assertThat(get(bounded)).contains(outcome);
        assertThat(waiting()).isZero();
    }

    @Test
    void anOutcomeThatCameEarlyEndsAWaitAtOnce() throws Exception {
        Outcome outcome = new Outcome.Cancelled("t", 1, Instant.EPOCH, "over");
        long mark = waiter.expect(List.of("t"));
        context.runOnContext(v -> waiter.arrived(outcome));
        assertThat(get(waiter.await("t", mark, LONG))).contains(outcome);
    }

    @Test
    void anOutcomeThatComesBetweenTwoWaitsOfTheSubmitterEndsTheSecond() throws Exception {
        Outcome outcome = new Outcome.Cancelled("t", 1, Instant.EPOCH, "over");
        long mark = waiter.expect(List.of("t"));
        assertThat(get(waiter.await("t", mark, SHORT))).isEmpty();
        context.runOnContext(v -> waiter.arrived(outcome));
        assertThat(get(waiter.await("t", mark))).isEqualTo(outcome);
    }
}
