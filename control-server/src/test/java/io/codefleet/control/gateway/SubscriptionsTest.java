package io.codefleet.control.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Outcome;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private final SharedBroker shared = new SharedBroker(listener -> Future.failedFuture("not needed"));
    private final Set<String> heard = new HashSet<>();
    private final Subscriptions subscriptions = new Subscriptions(shared, new SharedBroker.Receiver() {
        @Override
        public void outcome(String taskId, Buffer message) {
            heard.add(taskId);
        }

        @Override
        public void hint(Buffer message) {}
    });

    private void end(String taskId) {
        shared.onOutcome(new Outcome.Cancelled(taskId, 0, Instant.EPOCH, "over"));
    }

    @Test
    void whatHasEndedTakesNoRoom() {
        for (int i = 0; i < Subscriptions.MAX_FOLLOWED; i++) {
            subscriptions.follow(List.of("t" + i));
            end("t" + i);
        }
        subscriptions.follow(List.of("last"));
        end("last");

        assertThat(heard).hasSize(Subscriptions.MAX_FOLLOWED + 1).contains("last");
    }
}
