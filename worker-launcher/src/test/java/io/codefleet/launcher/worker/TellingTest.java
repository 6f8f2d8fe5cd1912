package io.codefleet.launcher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Task;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the agent is told, and what it tells. */
class TellingTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aPlainPromptStaysAsItIs() {
        assertThat(PromptText.of(Task.of(" Explain it.\n"))).isEqualTo(" Explain it.\n");
    }

    @Test
    void filesAndAttributesFollowThePrompt() {
        Task task =
                Task.of("Review it.").files(List.of("a.txt", "b/c.txt")).attribute("guidelines", Map.of("tabs", false));

        assertThat(PromptText.of(task))
                .isEqualTo("Review it.\n\nThis is about these files of the working directory:\n- a.txt\n- b/c.txt"
                        + "\n\nFurther context, as JSON:\n{\n  \"guidelines\" : {\n    \"tabs\" : false\n  }\n}");
    }

    @Test
    void wordsArePassedOnTogetherAndInOrder() {
        AttemptStub attempt = new AttemptStub(Task.of("x"));
        WordRelay relay = new WordRelay(vertx, attempt);

        "All is well.".chars().forEach(letter -> relay.say(Character.toString(letter)));
        assertThat(attempt.progress).isEmpty();
        await().until(() -> !attempt.progress.isEmpty());

        assertThat(attempt.progress).containsExactly("text: All is well.");
    }

    @Test
    void wordsComeBeforeWhatIsToldAfterThem() {
        AttemptStub attempt = new AttemptStub(Task.of("x"));
        WordRelay relay = new WordRelay(vertx, attempt);

        relay.say("Now I look.");
        relay.flush();
        attempt.progress("tool", "ls");
        relay.flush();

        assertThat(attempt.progress).containsExactly("text: Now I look.", "tool: ls");
    }
}
