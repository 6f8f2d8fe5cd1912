package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Artifact;
import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.json.OutcomeJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Results that are larger than the fleet stores. */
class ResultFitTest {
    private static final int MAX = 10_000;

    private static Artifact artifact(String path, int bytes) {
        return new Artifact(path, bytes, Artifact.Form.TEXT, "x".repeat(bytes));
    }

    private static TaskResult fit(TaskResult result) {
        TaskResult fitting = ResultFit.fit("t", result, MAX);
        assertThat(OutcomeJson.encode(fitting).toBuffer().length()).isLessThan(MAX);
        return fitting;
    }

    @Test
    void aResultThatFitsStaysAsItIs() {
        TaskResult result = TaskResult.text("done").patch("p", List.of("f")).artifacts(List.of(artifact("a", 10)));

        assertThat(fit(result)).isEqualTo(result);
    }

    @Test
    void theLargestArtifactsGoFirstAndSayWhy() {
        TaskResult fitting = fit(TaskResult.text("done")
                .patch("p", List.of("f"))
                .artifacts(List.of(artifact("a", 3_000), artifact("b", 8_000), artifact("c", 3_000))));

        assertThat(fitting.artifacts()).extracting(Artifact::path).containsExactly("a", "b", "c");
        assertThat(fitting.artifacts().get(0)).isEqualTo(artifact("a", 3_000));
        assertThat(fitting.artifacts().get(1).form()).isEqualTo(Artifact.Form.OMITTED);
        assertThat(fitting.artifacts().get(1).bytes()).isEqualTo(8_000);
        assertThat(fitting.artifacts().get(1).reason().orElseThrow()).contains("the result would be larger");
        assertThat(fitting.patch()).contains("p");
    }

    @Test
    void thePatchIsOmittedNextAndItsSizeIsReported() {
        TaskResult fitting = fit(TaskResult.text("done")
                .patch("\u0001".repeat(3_000), List.of("f"))
                .data(Map.of("k", "v")));

        assertThat(fitting.patch()).isEmpty();
        assertThat(fitting.files()).containsExactly("f");
        assertThat(fitting.data()).isEqualTo(Map.of("k", "v", TaskResult.OMITTED_PATCH_BYTES, 3_000));
    }

    @Test
    void fileNamesAreOmittedNextAndTheirNumberIsReported() {
        List<String> files =
                IntStream.range(0, 1_000).mapToObj(i -> "folder/file" + i).toList();

        TaskResult fitting = fit(TaskResult.text("done").files(files).data(Map.of(TaskResult.OMITTED_FILES, 7)));

        assertThat(fitting.files()).isNotEmpty();
        assertThat(fitting.data().get(TaskResult.OMITTED_FILES))
                .isEqualTo(1_007 - fitting.files().size());
    }

    @Test
    void theEndOfTheTextIsCutNextAndItsLengthIsReported() {
        TaskResult fitting = fit(TaskResult.text("\ud83d\ude00".repeat(20_001)));

        assertThat(fitting.text()).startsWith("\ud83d\ude00").endsWith("\ud83d\ude00");
        assertThat(fitting.data().get(TaskResult.OMITTED_TEXT))
                .isEqualTo(40_002 - fitting.text().length());
    }

    @Test
    void aRequestedValueIsNotCutAndFailsTheAttemptPermanently() {
        Usage spent = Usage.builder()
                .inputTokens(1)
                .outputTokens(2)
                .cost(BigDecimal.ONE)
                .build();

        assertThatThrownBy(() -> fit(TaskResult.text("x")
                        .data(Map.of(TaskResult.OUTPUT, "x".repeat(MAX)))
                        .usage(spent)))
                .isInstanceOfSatisfying(AttemptException.class, e -> {
                    assertThat(e.error().kind()).isEqualTo(ErrorKind.PERMANENT);
                    assertThat(e.error().message())
                            .contains("the result of task t")
                            .contains("the limit is " + MAX);
                    assertThat(e.usage()).isEqualTo(spent);
                });
    }
}
