package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Task;
import io.codefleet.Usage;
import io.codefleet.agent.Agent.Event;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of the content and the rate of progress for the watchers of a task. */
class ProgressCoalescerTest {
    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private final AttemptStub attempt = new AttemptStub(Task.of("x").id("t"));
    private final List<String> asked = new ArrayList<>();
    private final TurnProgressMapper mapper =
            new TurnProgressMapper(vertx.get(), attempt, (of, step, ask) -> asked.add(step + " " + ask.about()));

    private void tool(String about, String status) {
        mapper.publish(new Event.Tool("bash", about, status));
    }

    @Test
    void wordsArePassedOnTogetherAndInOrder() {
        "All is well.".chars().forEach(letter -> mapper.publish(new Event.TextDelta(Character.toString(letter))));
        assertThat(attempt.progress).isEmpty();
        await().until(() -> !attempt.progress.isEmpty());

        assertThat(attempt.progress).containsExactly("text: All is well.");
    }

    @Test
    void textIsPublishedBeforeLaterEvents() {
        mapper.publish(new Event.TextDelta("Now I look."));
        tool("ls", "running");
        mapper.publish(new Event.TextDelta("I see."));
        mapper.close();

        assertThat(attempt.progress).containsExactly("text: Now I look.", "tool: bash: ls", "text: I see.");
    }

    @Test
    void shortToolCallsAndGrowingCostsAreCoalesced() {
        tool("ls", "running");
        mapper.publish(new Event.UsageUpdate(
                Usage.builder()
                        .inputTokens(10)
                        .outputTokens(5)
                        .cost(new BigDecimal("0.01"))
                        .build(),
                1));
        tool("ls", "completed");
        mapper.publish(new Event.UsageUpdate(
                Usage.builder()
                        .inputTokens(20)
                        .outputTokens(5)
                        .cost(new BigDecimal("0.02"))
                        .build(),
                2));
        mapper.close();

        assertThat(attempt.progress).containsExactly("tool: bash: ls", "cost: $0.02, 25 tokens in 2 steps");
    }

    @Test
    void muchAtOnceIsSpreadOverTime() {
        long begun = System.nanoTime();
        for (int i = 0; i < 8; i++) {
            tool("ls " + i, "completed");
        }
        await().until(() -> attempt.progress.size() == 8);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void whenTooMuchIsBufferedTheOldestIsDropped() {
        for (int i = 0; i < 60; i++) {
            tool("ls " + i, "completed");
        }
        mapper.close();
        tool("too late", "running");

        assertThat(attempt.progress).containsExactly("tool: bash: ls 57", "tool: bash: ls 58", "tool: bash: ls 59");
    }

    @Test
    void permissionRequestsArePublishedWithTheCommandToApprove() {
        mapper.publish(new Event.Asked("bash", "git push", Duration.ofMinutes(5), Promise.promise()));
        mapper.publish(new Event.Asked("bash", "git pull", Duration.ofMinutes(5), Promise.promise()));
        mapper.close();

        assertThat(asked).containsExactly("ask-1.1 git push", "ask-1.2 git pull");
        assertThat(attempt.progress)
                .first()
                .isEqualTo("approval: the agent asks to be allowed bash: git push; codefleet approve t ask-1.1, "
                        + "or reject, within 5m");
    }
}
