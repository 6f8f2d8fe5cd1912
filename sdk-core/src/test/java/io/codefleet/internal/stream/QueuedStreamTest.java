package io.codefleet.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.testing.VertxExtension;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QueuedStreamTest {
    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();
    private final Context context = vertx.getOrCreateContext();
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final QueuedStream<Integer> stream =
            new QueuedStream<>(context, 3, wanted::incrementAndGet, closed::incrementAndGet);
    private final List<Integer> read = new CopyOnWriteArrayList<>();
    private final AtomicInteger ends = new AtomicInteger();

    private void offer(int... items) {
        context.runOnContext(v -> {
            for (int item : items) {
                stream.offer(item);
            }
        });
    }

    @Test
    void aPausedReaderGetsWhatItFetchesAndNoMore() {
        stream.pause().handler(read::add).fetch(2);
        offer(1, 2, 3);
        await().until(() -> read.size() == 2);
        stream.resume();
        await().untilAsserted(() -> assertThat(read).containsExactly(1, 2, 3));
    }

    @Test
    void aReaderThatPausesInItsHandlerGetsNoMoreOfWhatArrivesAtOnce() {
        stream.handler(item -> {
            read.add(item);
            stream.pause();
        });
        offer(1, 2, 3, 4, 5);
        await().until(() -> stream.dropped() == 1);
        assertThat(read).containsExactly(1);
        stream.resume();
        await().untilAsserted(() -> assertThat(read).containsExactly(1, 3));
    }

    @Test
    void overItsCapacityTheOldestAreDropped() {
        stream.pause().handler(read::add);
        offer(1, 2, 3, 4, 5);
        stream.resume();
        await().untilAsserted(() -> assertThat(read).containsExactly(3, 4, 5));
        assertThat(stream.dropped()).isEqualTo(2);
    }

    @Test
    void theEndFollowsTheLastItem() {
        stream.pause().handler(read::add).endHandler(v -> ends.addAndGet(read.size()));
        offer(1, 2);
        context.runOnContext(v -> stream.end());
        stream.resume();
        await().untilAsserted(() -> assertThat(ends).hasValue(2));
    }

    @Test
    void theSourceLearnsOfAWaitingReader() {
        stream.handler(read::add);
        await().untilAsserted(() -> assertThat(wanted).hasPositiveValue());
    }

    @Test
    void closingDropsRemainingItemsAndNotifiesTheSourceOnce() {
        stream.pause().handler(read::add).endHandler(v -> ends.incrementAndGet());
        offer(1);
        stream.close();
        stream.close();
        stream.resume();
        await().untilAsserted(() -> assertThat(ends).hasValue(1));
        assertThat(closed).hasValue(1);
        assertThat(read).isEmpty();
    }
}
