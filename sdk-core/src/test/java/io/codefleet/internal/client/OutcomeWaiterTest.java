package io.codefleet.internal.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Outcome;
import io.codefleet.broker.Broker;
import io.codefleet.broker.FollowReply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutcomeWaiterTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<List<String>> asked = new CopyOnWriteArrayList<>();
    private final OutcomeWaiter waiter = new OutcomeWaiter(context, running());

    /** A broker whose tasks all run. */
    @SuppressWarnings("unchecked")
    private Broker running() {
        return (Broker) Proxy.newProxyInstance(
                Broker.class.getClassLoader(), new Class<?>[] {Broker.class}, (proxy, method, arguments) -> {
                    asked.add(List.copyOf((Collection<String>) arguments[0]));
                    return Future.succeededFuture(new FollowReply(List.of(), Set.of()));
                });
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "t" + i).toList();
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, SECONDS);
    }

    private int waiting() throws Exception {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        context.runOnContext(v -> count.complete(waiter.waiting()));
        return count.get(60, SECONDS);
    }

    @Test
    void nothingIsKeptOfAWaitWhoseTimeIsOver() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(get(bounded(SHORT))).isEmpty();
        }
        assertThat(waiting()).isZero();
    }

    @Test
    void aWaitEndsOnceNobodyWantsItsOutcome() throws Exception {
        Promise<Void> gone = Promise.promise();
        Promise<Void> failing = Promise.promise();
        Future<Optional<Outcome>> left = waiter.await("t", LONG, gone.future());
        Future<Optional<Outcome>> failed = waiter.await("other", LONG, failing.future());
        assertThat(waiting()).isEqualTo(2);

        gone.complete();
        failing.fail("the connection is broken");
        assertThat(get(left)).isEmpty();
        assertThat(get(failed)).isEmpty();
        assertThat(get(waiter.await("t", LONG, gone.future())))
                .as("a wait of one who is gone already")
                .isEmpty();
        assertThat(waiting()).isZero();
    }

    private Future<Optional<Outcome>> bounded(Duration limit) {
        return waiter.await("t", limit, Promise.promise().future());
    }

    @Test
    void theEndOfOneWaitLeavesTheOthersOfTheTask() throws Exception {
        Future<Outcome> forEver = waiter.await("t");
        Future<Optional<Outcome>> bounded = bounded(LONG);
        assertThat(get(bounded(SHORT))).isEmpty();
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
        waiter.expect(List.of("t"));
        context.runOnContext(v -> waiter.arrived(outcome));
        assertThat(get(bounded(LONG))).contains(outcome);
    }

    @Test
    void anOutcomeThatComesBetweenTwoWaitsOfTheSubmitterEndsTheSecond() throws Exception {
        Outcome outcome = new Outcome.Cancelled("t", 1, Instant.EPOCH, "over");
        waiter.expect(List.of("t"));
        assertThat(get(bounded(SHORT))).isEmpty();
        context.runOnContext(v -> waiter.arrived(outcome));
        assertThat(get(waiter.await("t"))).isEqualTo(outcome);
    }

    @Test
    void waitsThatBeginTogetherAskTogether() throws Exception {
        context.runOnContext(v -> ids(1200).forEach(waiter::await));
        await().until(() -> waiting() == 1200);
        await().until(() -> asked.stream().mapToInt(List::size).sum() == 1200);
        assertThat(asked).extracting(List::size).containsExactly(500, 500, 200);
    }

    @Test
    void onlyWhatMayBeMissingIsAskedForAmongManyTasksThatAreOnTheirWay() throws Exception {
        List<String> ids = ids(70_000);
        waiter.expect(ids);
        context.runOnContext(v -> ids.forEach(waiter::await));
        await().until(() -> waiting() == 70_000);
        int pushedOut = 70_000 - 65_536;
        await().until(() -> asked.stream().mapToInt(List::size).sum() >= pushedOut);
        assertThat(asked.stream().flatMap(List::stream)).containsExactlyElementsOf(ids.subList(0, pushedOut));
    }
}
