package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests of the prompt for the agent. */
class PromptTextTest {
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
}
