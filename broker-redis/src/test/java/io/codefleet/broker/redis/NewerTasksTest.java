package io.codefleet.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.broker.Lease;
import io.codefleet.broker.redis.internal.record.RoutingHeader;
import io.codefleet.error.UnsupportedVersionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which lanes a worker leaves out, and for how long. */
class NewerTasksTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final NewerTasks newer = new NewerTasks(clock::get);

    private void meet(String worker, Task task) {
        newer.met(
                new Lease(task.id(), 1, 1, worker),
                RoutingHeader.of(task),
                UnsupportedVersionException.ofForm("a task", 2, 1));
    }

    @Test
    void aWorkerLeavesTheLaneOutUntilItsTimeIsOver() {
        meet("w", Task.of("x").type("t").requires("b", "a"));
        assertThat(newer.lanesSkippedBy("w")).containsExactly("t|a,b");
        assertThat(newer.lanesSkippedBy("other")).isEmpty();

        clock.addAndGet(NewerTasks.SKIPPED_FOR.toNanos() - 1);
        assertThat(newer.lanesSkippedBy("w")).containsExactly("t|a,b");
        clock.incrementAndGet();
        assertThat(newer.lanesSkippedBy("w")).isEmpty();
    }

    @Test
    void theLaneOfOneWorkerIsNotLeftOut() {
        meet("w", Task.of("x").placement(Placement.worker("w")));
        assertThat(newer.lanesSkippedBy("w")).isEmpty();
    }

    @Test
    void aTaskThatIsSpreadIsOfTheLaneOfAll() {
        meet("w", Task.of("x").type("t").placement(Placement.leastBusy()));
        assertThat(newer.lanesSkippedBy("w")).containsExactly("t|");
    }
}
