package io.codefleet.broker.log.leader;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.SubmitReply;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Steps that a leader makes while its log stores those before. */
class CommitQueueTest extends LeaderTestBase {
    private static final int MANY = 100;

    @Test
    void allThatIsSubmittedDuringOneAppendIsOneRecord() {
        HeldLog log = heldLog();
        Broker broker = connect(log);
        submit(broker, "before");
        log.hold();
        Future<List<SubmitReply>> first = broker.submit(List.of(Task.of("do").id("first")));
        await().until(() -> log.held() == 1);
        int records = records(log).size();
        int handled = log.handled();
        List<Future<List<SubmitReply>>> many = IntStream.range(0, MANY)
                .mapToObj(i -> broker.submit(List.of(Task.of("do").id("t" + i))))
                .toList();
        await().until(() -> log.handled() >= handled + MANY);
        assertThat(log.held()).as("appends under way").isEqualTo(1);
        assertThat(first.isComplete()).isFalse();
        log.release();
        get(Future.all(many));
        assertThat(records(log)).hasSize(records + 2);
        assertThat(get(broker.stats()).queued()).isEqualTo(MANY + 2);
    }
}
