package io.codefleet.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.LogLines;
import io.codefleet.internal.stream.QueuedStream;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Context;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DroppedLinesTest {
    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Context context = vertxExtension.get().getOrCreateContext();
    private final QueuedStream<LogLines> stream =
            new QueuedStream<>(context, 2, () -> {}, () -> {}, new DroppedLines());
    private final List<LogLines> read = new CopyOnWriteArrayList<>();

    private void offer(LogLines... items) {
        context.runOnContext(v -> List.of(items).forEach(stream::offer));
    }

    private static LogLines lines(String worker, long dropped, String... lines) {
        return new LogLines(worker, List.of(lines), dropped);
    }

    @Test
    void theNextLinesOfAWorkerCountThoseThatWereDroppedBefore() {
        stream.pause().handler(read::add);
        offer(
                lines("w1", 3, "a", "b"),
                lines("w2", 0, "c"),
                lines("w1", 0, "d"),
                lines("w1", 1, "e"),
                lines("w2", 0, "f"));
        stream.resume();
        await().untilAsserted(() -> assertThat(read).containsExactly(lines("w1", 7, "e"), lines("w2", 1, "f")));
        offer(lines("w1", 0, "g"));
        await().untilAsserted(() -> assertThat(read).endsWith(lines("w1", 0, "g")));
    }

    @Test
    void theDroppedLinesOfAWorkerThatSendsNoMoreAreCountedBehindTheOthers() {
        stream.pause().handler(read::add);
        offer(lines("w1", 0, "a", "b"), lines("w2", 0, "c"), lines("w2", 0, "d"));
        stream.resume();
        await().untilAsserted(() ->
                assertThat(read).containsExactly(lines("w2", 0, "c"), lines("w2", 0, "d"), lines("w1", 2)));
    }

    @Test
    void aClosedStreamCountsNothing() {
        stream.pause().handler(read::add);
        offer(lines("w1", 0, "a"), lines("w2", 0, "c"), lines("w2", 0, "d"));
        CopyOnWriteArrayList<Integer> ends = new CopyOnWriteArrayList<>();
        stream.endHandler(v -> ends.add(read.size()));
        stream.close();
        stream.resume();
        await().untilAsserted(() -> assertThat(ends).containsExactly(0));
        assertThat(read).isEmpty();
    }
}
