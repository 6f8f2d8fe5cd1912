package io.codefleet.samples.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
    private static final Finding FINDING =
            new Finding("src/My File.java", 7, "CWE-78", Severity.WARNING, "a | b\nsecond line");
    private static final Report REPORT = new Report("tool", List.of(FINDING), Map.of("b.java", "too large"));

    @Test
    void aTableIsNotBrokenByWhatAnAgentSays() {
        assertThat(REPORT.markdown()).isEqualTo("""
                # Findings of tool

                | where | rule | level | what |
                |---|---|---|---|
                | src/My File.java:7 | CWE-78 | warning | a \\| b second line |

                Not looked at: b.java (too large)
                """);
    }

    @Test
    void sarifListsSkippedFiles() {
        JsonObject run = Sarif.of(REPORT).getJsonArray("runs").getJsonObject(0);
        assertThat(run.getJsonArray("invocations").encode())
                .contains("\"executionSuccessful\":false", "b.java was not looked at: too large");
        assertThat(run.getJsonArray("results").encode()).contains("src/My%20File.java", "\"startLine\":7");
    }

    @Test
    void aLevelIsReachedByAGraverOne() {
        assertThat(REPORT.has(Severity.NOTE)).isTrue();
        assertThat(REPORT.has(Severity.WARNING)).isTrue();
        assertThat(REPORT.has(Severity.ERROR)).isFalse();
    }

    @Test
    void findingsAreParsedOutOfTextAndCodeFences() {
        assertThat(Finding.in("""
                I found one.
                ```json
                {"findings": [{"file": "a", "line": 1, "rule": "r", "level": "note", "message": "m"}]}
                ```
                """)).containsExactly(new Finding("a", 1, "r", Severity.NOTE, "m"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I see nothing.",
                "{}",
                "{\"findings\": [{\"file\": \"a\", \"line\": 0, \"rule\": \"r\", \"level\": \"note\", \"message\": \"m\"}]}",
                "{\"findings\": [{\"file\": \"a\", \"line\": 1, \"rule\": \"r\", \"level\": \"bad\", \"message\": \"m\"}]}",
                "{\"findings\": [{\"line\": 1, \"rule\": \"r\", \"level\": \"note\", \"message\": \"m\"}]}"
            })
    void anAnswerThatHasNoFindingsInOrderIsRefused(String answer) {
        assertThatThrownBy(() -> Finding.in(answer)).isInstanceOf(RuntimeException.class);
    }
}
