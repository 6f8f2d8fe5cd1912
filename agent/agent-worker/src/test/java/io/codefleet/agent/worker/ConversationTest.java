package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.AgentActivity;
import io.codefleet.TaskContext;
import io.codefleet.agent.Agent;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConversationTest {
    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    /** An agent that begins no turn. */
    private static final class FaultyAgent extends PlayedAgent {
        @Override
        public Turn begin(TurnRequest request, Handler<Event> events) {
            throw new IllegalStateException("a fault");
        }
    }

    @Test
    void aTurnThatCannotBeginEndsForThoseWhoTraceIt() {
        List<AgentActivity> activities = new CopyOnWriteArrayList<>();
        Context context = vertx.get().getOrCreateContext();
        Conversation conversation = new Conversation(
                vertx.get(),
                context,
                new FaultyAgent(),
                Agent.TurnRequest.of(Path.of("folder"), "title", "prompt"),
                TaskContext.EMPTY,
                event -> {
                    if (event instanceof Agent.Event.Activity activity) {
                        activities.add(activity.activity());
                    }
                });
        Promise<Conversation.ConversationResult> held = Promise.promise();
        context.runOnContext(v -> conversation.hold().onComplete(held));
        await().until(held.future()::failed);

        assertThat(held.future().cause()).hasMessageContaining("a fault");
        assertThat(activities).hasSize(2);
        assertThat(activities.get(0)).isInstanceOf(AgentActivity.TurnStarted.class);
        assertThat(activities.get(1)).isInstanceOfSatisfying(AgentActivity.TurnEnded.class, ended -> {
            assertThat(ended.id()).isEqualTo("turn-1");
            assertThat(ended.error()).contains(IllegalStateException.class.getName());
        });
    }
}
