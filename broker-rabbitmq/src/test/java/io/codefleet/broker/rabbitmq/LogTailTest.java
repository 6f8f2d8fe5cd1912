package io.codefleet.broker.rabbitmq;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.Appended;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

/** The end of the log as the leader reads it back. */
class LogTailTest {
    private final LogTail tail = new LogTail();

    private static StreamMessage record(long offset, String id) {
        return new StreamMessage(offset, StreamMessage.RECORD, id, Buffer.buffer());
    }

    @Test
    void theOutcomeOfARecordThatStillWaitsWhenTheNextIsSentIsUnknown() {
        Promise<Appended> first = Promise.promise();
        Promise<Appended> second = Promise.promise();
        assertThat(tail.expect(7, "first", first)).isTrue();
        assertThat(tail.expect(7, "second", second)).isTrue();
        assertThat(first.future().isComplete()).isTrue();
        assertThat(failureOf(first.future()))
                .isInstanceOfSatisfying(
                        AppendException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(AppendException.Kind.UNKNOWN));
        tail.take(record(7, "second"));
        assertThat(get(second.future()).position()).isEqualTo(8);
    }

    @Test
    void aRecordThatIsRefusedLeavesTheOneThatWaits() {
        Promise<Appended> first = Promise.promise();
        assertThat(tail.expect(7, "first", first)).isTrue();
        assertThat(tail.expect(8, "second", Promise.promise())).isFalse();
        tail.take(record(7, "first"));
        assertThat(get(first.future()).position()).isEqualTo(8);
    }
}
