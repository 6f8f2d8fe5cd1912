package io.codefleet.samples;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Attempt;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MapReduceExamplesTest {
    private final CodefleetClient fleet = get(Codefleet.connect("memory:" + UUID.randomUUID()));

    @BeforeEach
    void startWorker() {
        get(fleet.worker(WorkerOptions.create().concurrency(10))
                .handleAny(attempt -> Future.succeededFuture(TaskResult.text(answer(attempt))))
                .start());
    }

    @AfterEach
    void close() {
        get(fleet.close());
    }

    private static String answer(Attempt attempt) {
        String prompt = attempt.task().prompt();
        if (prompt.startsWith("For each title")) {
            return "```json\n{\"0\": true, \"1\": false}\n```";
        }
        return prompt.startsWith("Merge") ? "merged" : "none in " + prompt.substring("Name the bugs in ".length());
    }

    @Test
    void eachFileIsLookedAtAndTheAnswersAreJoined() {
        assertThat(get(MapReduceExamples.bugs(fleet, List.of("A.java", "B.java"))
                                .result())
                        .orThrow())
                .isEqualTo("none in A.java\nnone in B.java");
    }

    @Test
    void titlesAreAskedAboutTogether() {
        assertThat(get(MapReduceExamples.triage(fleet, List.of("It crashes", "Please add blue"))
                                .result())
                        .orThrow())
                .containsExactly(true, false);
    }

    @Test
    void anAgentMergesTheAnswers() {
        assertThat(get(MapReduceExamples.report(fleet, List.of("A.java", "B.java"))
                                .result())
                        .orThrow()
                        .text())
                .isEqualTo("merged");
    }
}
