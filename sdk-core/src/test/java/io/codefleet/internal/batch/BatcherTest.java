package io.codefleet.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BatcherTest {
    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();
    private final List<List<Integer>> calls = new CopyOnWriteArrayList<>();
    private final List<Promise<List<String>>> answers = new CopyOnWriteArrayList<>();
    private final Batcher<Integer, String> batcher = new Batcher<>(vertx.getOrCreateContext(), 3, 1, items -> {
        calls.add(List.copyOf(items));
        Promise<List<String>> answer = Promise.promise();
        answers.add(answer);
        return answer.future();
    });

    private static List<String> texts(List<Integer> items) {
        return items.stream().map(String::valueOf).toList();
    }

    @Test
    void aFirstItemGoesAtOnceAndThoseThatComeMeanwhileGoTogether() {
        List<Future<String>> futures = new ArrayList<>();
        futures.add(batcher.add(1));
        await().until(() -> calls.size() == 1);
        for (int i = 2; i <= 6; i++) {
            futures.add(batcher.add(i));
        }
        answers.get(0).complete(texts(calls.get(0)));
        await().until(() -> calls.size() == 2);
        answers.get(1).complete(texts(calls.get(1)));
        await().until(() -> calls.size() == 3);
        answers.get(2).complete(texts(calls.get(2)));
        await().until(() -> futures.stream().allMatch(Future::succeeded));
        assertThat(calls).containsExactly(List.of(1), List.of(2, 3, 4), List.of(5, 6));
        assertThat(futures).extracting(Future::result).containsExactly("1", "2", "3", "4", "5", "6");
    }

    private Batcher<Integer, String> batcher(Function<List<Integer>, Future<List<String>>> send) {
        return new Batcher<>(vertx.getOrCreateContext(), 3, 1, send);
    }

    /** Fails the first calls in ways that no call should, and answers those after. */
    private Batcher<Integer, String> afterFaults(List<Supplier<Future<List<String>>>> faults) {
        Queue<Supplier<Future<List<String>>>> left = new ConcurrentLinkedQueue<>(faults);
        return batcher(items -> {
            Supplier<Future<List<String>>> fault = left.poll();
            return fault == null ? Future.succeededFuture(texts(items)) : fault.get();
        });
    }

    @Test
    void aCallThatThrowsFailsItsItemsAndGivesItsPlaceBack() {
        Batcher<Integer, String> faulty = afterFaults(List.of(
                () -> {
                    throw new IllegalStateException("cannot be encoded");
                },
                () -> {
                    throw new StackOverflowError();
                },
                () -> null,
                () -> Future.succeededFuture(List.of())));
        for (int i = 0; i < 4; i++) {
            Future<String> failed = faulty.add(i);
            await().until(failed::isComplete);
            assertThat(failed.failed()).isTrue();
        }
        Future<String> good = faulty.add(7);
        await().until(good::isComplete);
        assertThat(good.result()).isEqualTo("7");
    }

    @Test
    void aFailedCallFailsItsItemsAndTheNextGoesOn() {
        Future<String> first = batcher.add(1);
        await().until(() -> calls.size() == 1);
        Future<String> second = batcher.add(2);
        answers.get(0).fail(new IllegalStateException("down"));
        await().until(() -> calls.size() == 2);
        answers.get(1).complete(List.of("2"));
        await().until(second::succeeded);
        assertThat(first.cause()).hasMessage("down");
    }
}
