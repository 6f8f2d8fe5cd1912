package io.codefleet.agent.workspace.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** Who may ask a host, and who waits. */
class HostTurnsTest {
    private final HostTurns turns = new HostTurns(2);

    @Test
    void aFewAskAHostAtOnceAndTheNextFollowsInOrder() {
        turns.enter("slow");
        turns.enter("slow");
        Future<Void> third = turns.enter("slow");
        Future<Void> fourth = turns.enter("slow");
        assertThat(third.isComplete()).isFalse();

        turns.leave("slow");

        assertThat(third.isComplete()).isTrue();
        assertThat(fourth.isComplete()).isFalse();
        turns.leave("slow");
        assertThat(fourth.isComplete()).isTrue();
    }

    @Test
    void anotherHostIsNotHeldUp() {
        turns.enter("slow");
        turns.enter("slow");
        turns.enter("slow");

        assertThat(turns.enter("quick").isComplete()).isTrue();
    }

    @Test
    void aHostThatAllHaveLeftTakesAsManyAsBefore() {
        for (int round = 0; round < 3; round++) {
            assertThat(turns.enter("host").isComplete()).isTrue();
            assertThat(turns.enter("host").isComplete()).isTrue();
            assertThat(round).as("then the next waits").satisfies(any -> {
                Future<Void> next = turns.enter("host");
                assertThat(next.isComplete()).isFalse();
                turns.leave("host");
                assertThat(next.isComplete()).isTrue();
            });
            turns.leave("host");
            turns.leave("host");
        }
    }
}
