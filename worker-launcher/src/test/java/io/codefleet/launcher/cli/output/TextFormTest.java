package io.codefleet.launcher.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptInfo;
import io.codefleet.ErrorKind;
import io.codefleet.FleetStats;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.Usage;
import io.codefleet.workflow.Workflows;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The fleet's values as text for people. */
class TextFormTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final SortedSet<String> GPU = new TreeSet<>(List.of("gpu"));

    private static TaskSummary summary(TaskStatus status) {
        return TaskSummary.builder("t-1", "code", status, NOW.minusSeconds(90))
                .priority(5)
                .requiredCapabilities(GPU)
                .attempt(2)
                .failures(1)
                .workerId("w-2")
                .build();
    }

    private static FleetStats.Lane lane(int serving) {
        return FleetStats.Lane.builder("code")
                .requiredCapabilities(GPU)
                .queued(3)
                .oldest(Duration.ofSeconds(90))
                .servingWorkers(serving)
                .build();
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table(Style.ANSI, "ID", "STATUS", "X");
        table.row("long-id", "ok", "1").paint(1, Style.ANSI::green);
        table.row("b", "completed", "2").paint(1, status -> Style.ANSI.status(TaskStatus.COMPLETED));

        assertThat(table.lines().stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
                .containsExactly("ID       STATUS     X", "long-id  ok         1", "b        completed  2");
    }

    @Test
    void aCellIsShownWithoutWhatSteersATerminal() {
        Table table = new Table(Style.ANSI, "ID", "HOST");
        table.row("w-1\u001b[32m", "a\nw-2  \u009b2J").paint(0, Style.ANSI::green);

        assertThat(table.lines()).hasSize(2).last().isEqualTo("\u001b[32mw-1\\u001b[32m\u001b[0m  a\\nw-2  \\u009b2J");
    }

    @Test
    void aPermissionRequestIsShownCompletelyInOneLine() {
        String asked = "the agent asks to be allowed bash: npm test\n".repeat(9) + "rm -rf x\u202e";
        TaskInfo info = TaskInfo.builder(
                        summary(TaskStatus.QUEUED), Task.of(asked).type(Workflows.APPROVAL_TYPE))
                .build();

        assertThat(new TaskText(Style.NONE).details(info, Optional.empty(), NOW))
                .contains("  prompt     " + "the agent asks to be allowed bash: npm test\\n".repeat(9)
                        + "rm -rf x\\u202e");
    }

    @Test
    void withoutColorsThereIsNoEscapeSequence() {
        assertThat(Style.NONE.red("x") + Style.NONE.status(TaskStatus.FAILED)).isEqualTo("xfailed");
    }

    @Test
    void aTaskShowsItsAttemptsAndItsError() {
        TaskError error =
                TaskError.of(ErrorKind.TRANSIENT, "the server went away").at(1, "w-1");
        AttemptInfo first = AttemptInfo.builder(1, "w-1", NOW.minusSeconds(80))
                .endedAt(NOW.minusSeconds(70))
                .end(AttemptInfo.End.FAILED)
                .error(error)
                .build();
        AttemptInfo second = AttemptInfo.builder(2, "w-2", NOW.minusSeconds(60)).build();
        TaskInfo info = TaskInfo.builder(summary(TaskStatus.RUNNING), Task.of("do\n\u001b[31mit"))
                .history(List.of(first, second))
                .build();

        assertThat(new TaskText(Style.NONE).details(info, Optional.empty(), NOW))
                .contains("t-1  running", "  prompt     do [31mit")
                .contains("  attempt 1  w-1, failed, 10s: the server went away [TRANSIENT] (on w-1)")
                .contains("  attempt 2  w-2, running, 1m");
    }

    @Test
    void aResultShowsItsCost() {
        TaskResult result = TaskResult.text("done")
                .usage(Usage.builder()
                        .inputTokens(12_345)
                        .outputTokens(67)
                        .cacheReadTokens(1000)
                        .cost(new BigDecimal("0.01250"))
                        .build())
                .files(List.of("src/Foo.java"))
                .producedBy("stub/alpha", "ses_1")
                .duration(Duration.ofMillis(4_200));

        assertThat(new OutcomeText(Style.NONE).summary(result))
                .containsExactly(
                        "changed files",
                        "  src/Foo.java",
                        "tokens 12,345 in, 67 out, 1,000 from cache · cost $0.0125 · 4.2s · model stub/alpha · session ses_1");
    }

    @Test
    void aResultListsItsOmissions() {
        TaskResult result = TaskResult.text("done")
                .files(List.of("a"))
                .data(Map.of(
                        TaskResult.OMITTED_FILES,
                        7,
                        TaskResult.OMITTED_PATCH_BYTES,
                        5_000_000,
                        TaskResult.OMITTED_TEXT,
                        9,
                        TaskResult.UNREPORTED,
                        List.of("lib"),
                        TaskResult.OMITTED_CONTENT,
                        List.of("large.bin")));

        assertThat(new OutcomeText(Style.NONE).summary(result))
                .containsExactly(
                        "changed files",
                        "  a",
                        "  and 7 more changed files",
                        "without the patch, which has 5000000 bytes or more",
                        "without the last 9 characters of the text",
                        "may have changed, too, and could not be read",
                        "  lib",
                        "in the patch as a reference to Git LFS only",
                        "  large.bin",
                        "0s");
    }

    @Test
    void aFailureShowsItsKindAndPosition() {
        Outcome failed = new Outcome.Failed(
                "t-1",
                3,
                NOW,
                TaskError.of(ErrorKind.PERMANENT, "no such model").at(3, "w-1"));

        assertThat(new OutcomeText(Style.NONE).ending(failed))
                .isEqualTo("failed after 3 attempts: no such model [PERMANENT] (on w-1)");
    }

    @Test
    void theStatsNameTheLanesThatNobodyServes() {
        FleetStats stats = FleetStats.builder(Instant.EPOCH)
                .queued(3)
                .running(1)
                .submitted(10)
                .completed(5)
                .failed(1)
                .workers(1)
                .lanes(List.of(lane(0)))
                .build();

        assertThat(new FleetText(Style.NONE).stats(stats))
                .contains("now     3 queued, 0 delayed, 1 running, 1 worker")
                .contains("LANE  REQUIRES  QUEUED  OLDEST  SERVED BY", "code  gpu       3       1m30s   nobody")
                .contains("3 tasks wait in a lane that no present worker serves");
    }
}
