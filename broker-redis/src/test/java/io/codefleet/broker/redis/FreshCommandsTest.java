package io.codefleet.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.broker.redis.internal.payload.SealedCommand;
import io.codefleet.broker.redis.internal.record.Times;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FreshCommandsTest {
    private static final long JOINED = Times.micros(Duration.ofDays(20_000));
    private static final long HOUR = Times.micros(Duration.ofHours(1));
    private static final long SECOND = Times.micros(Duration.ofSeconds(1));

    private final FreshCommands commands = new FreshCommands("w", JOINED);

    private static SealedCommand command(long issued, String number, String target) {
        return new SealedCommand(issued, number, target, Buffer.buffer("x"));
    }

    @Test
    void aCommandToTheWorkerOrToAllIsObeyedOnce() {
        long now = JOINED + SECOND;
        assertThat(commands.refusal(command(now, "1", "w"), now)).isEmpty();
        assertThat(commands.refusal(command(now, "2", "*"), now)).isEmpty();
        assertThat(commands.refusal(command(now, "1", "w"), now + SECOND)).contains("come before");
        assertThat(commands.refusal(command(now, "2", "*"), now + HOUR - SECOND))
                .contains("come before");
    }

    @Test
    void aCommandToAnotherWorkerIsNotExecuted() {
        assertThat(commands.refusal(command(JOINED, "1", "v"), JOINED)).contains("another worker");
    }

    @Test
    void anOldCommandIsNotExecutedEvenAfterItsIdIsForgotten() {
        assertThat(commands.refusal(command(JOINED, "1", "w"), JOINED)).isEmpty();
        long later = JOINED + HOUR + SECOND;
        assertThat(commands.refusal(command(later, "2", "w"), later)).isEmpty();
        assertThat(commands.refusal(command(JOINED, "1", "w"), later)).contains("too long ago");
    }

    @Test
    void aCommandIssuedBeforeTheWorkerJoinedIsNotExecuted() {
        assertThat(commands.refusal(command(JOINED - 61 * SECOND, "1", "w"), JOINED))
                .contains("before the worker");
        assertThat(commands.refusal(command(JOINED - SECOND, "2", "w"), JOINED)).isEmpty();
    }

    @Test
    void aCommandFromTheFutureIsNotExecuted() {
        assertThat(commands.refusal(command(JOINED + 2, "1", "w"), JOINED + 1)).contains("future");
    }
}
