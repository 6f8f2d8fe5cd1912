package io.codefleet.internal.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.TaskResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonBlockTest {
    @Test
    void bareJsonIsTaken() {
        assertThat(JsonBlock.find("{\"a\": [1, 2]}")).contains(Map.of("a", List.of(1, 2)));
    }

    @Test
    void wordsAndFencesAroundItAreLeftOut() {
        assertThat(JsonBlock.find("Sure {as asked}, see [1]:\n```json\n{\"a\": \"}\"}\n```\nAnything else?"))
                .contains(Map.of("a", "}"));
    }

    @Test
    void theLongestBlockIsTaken() {
        assertThat(JsonBlock.find("From [1] and [2, 3]: [\"the\", \"list\"] [4]"))
                .contains(List.of("the", "list"));
    }

    @Test
    void aTruncatedBlockIsIgnored() {
        assertThat(JsonBlock.find("{\"a\": {\"b\": ")).isEmpty();
        assertThat(JsonBlock.find("")).isEmpty();
    }

    @Test
    void aTruncatedBlockMayContainACompleteOne() {
        assertThat(JsonBlock.find("{\"a\": {\"b\": 1}")).contains(Map.of("b", 1));
    }

    @Test
    void theSearchInManyBracesIsBounded() {
        assertThat(JsonBlock.find("{".repeat(1_000_000))).isEmpty();
    }

    @Test
    void structuredDataGoesBeforeText() {
        assertThat(JsonBlock.of(TaskResult.text("[1]").data(Map.of("a", 1)))).contains(Map.of("a", 1));
        assertThat(JsonBlock.of(TaskResult.text("[1]"))).contains(List.of(1));
    }
}
