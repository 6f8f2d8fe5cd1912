package io.codefleet.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EarlyOutcomesTest {
    private static final String LARGE = "x".repeat(3000);

    private final EarlyOutcomes early = new EarlyOutcomes();

    private static Outcome completed(TaskResult result) {
        return new Outcome.Completed("t", 1, Instant.EPOCH, result, Usage.NONE);
    }

    private static TaskResult result(String text, Map<String, Object> data, String patch, List<String> files) {
        return TaskResult.builder()
                .text(text)
                .data(data)
                .patch(patch)
                .files(files)
                .build();
    }

    static Stream<Outcome> large() {
        TaskError large = TaskError.of(ErrorKind.PERMANENT, LARGE);
        TaskError detailed = TaskError.of(ErrorKind.PERMANENT, "x").details(Map.of("a", LARGE));
        return Stream.of(
                completed(TaskResult.text(LARGE)),
                completed(TaskResult.text("ü".repeat(1500))),
                completed(result("", Map.of("a", LARGE), "", List.of())),
                completed(result("", Map.of(), LARGE, List.of())),
                completed(result("", Map.of(), "", List.of(LARGE))),
                new Outcome.Failed("t", 1, Instant.EPOCH, large, Usage.NONE),
                new Outcome.Failed("t", 1, Instant.EPOCH, detailed, Usage.NONE),
                new Outcome.Cancelled("t", 1, Instant.EPOCH, LARGE, Usage.NONE));
    }

    @ParameterizedTest
    @MethodSource("large")
    void whatIsLargeInAnyPartIsNotKeptButAskedFor(Outcome outcome) {
        early.expect("t");
        early.put(outcome);
        assertThat(early.isComplete("t")).isFalse();
        assertThat(early.take("t")).isNull();
    }

    @Test
    void whatIsSmallIsKeptForTheOneWhoAsks() {
        Outcome outcome = completed(TaskResult.text("x"));
        early.expect("t");
        early.put(outcome);
        assertThat(early.isComplete("t")).isTrue();
        assertThat(early.take("t")).isEqualTo(outcome);
        assertThat(early.take("t")).isNull();
    }

    @Test
    void whatNobodyHasAHandleForIsNeitherKeptNorMissed() {
        early.put(completed(TaskResult.text("x")));
        assertThat(early.take("t")).isNull();
        assertThat(early.isComplete("t")).isFalse();
    }

    @Test
    void whatIsPushedOutIsAskedForAndNothingElse() {
        for (int i = 0; i < 5000; i++) {
            early.expect("t" + i);
            early.put(new Outcome.Completed("t" + i, 1, Instant.EPOCH, TaskResult.text("x"), Usage.NONE));
        }
        assertThat(early.isComplete("t" + (5000 - 4096 - 1))).isFalse();
        assertThat(early.isComplete("t" + (5000 - 4096))).isTrue();
        assertThat(early.take("t0")).isNull();
        assertThat(early.take("t4999")).isNotNull();
    }
}
