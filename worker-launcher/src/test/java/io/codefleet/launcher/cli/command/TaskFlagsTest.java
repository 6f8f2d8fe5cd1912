package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AgentOptions;
import io.codefleet.Allowance;
import io.codefleet.ArtifactSelection;
import io.codefleet.Budget;
import io.codefleet.Concurrency;
import io.codefleet.OutputSchema;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The task that the flags of a command line make. */
class TaskFlagsTest {
    @Command
    private static final class Line {
        @Mixin
        private final TaskFlags flags = new TaskFlags();
    }

    private static Task task(String... arguments) {
        Line line = new Line();
        new CommandLine(line).parseArgs(arguments);
        return line.flags.task("Do it");
    }

    @Test
    void sharingIsConfiguredByFlags() {
        Task task = task(
                "--placement=least-busy",
                "--concurrency=repo/shop=2",
                "--allowance=team-a",
                "--allowance-per-day=20",
                "--allowance-total=500.50");
        assertThat(task.placement()).isEqualTo(Placement.leastBusy());
        assertThat(task.concurrency()).contains(new Concurrency("repo/shop", 2));
        assertThat(task.allowance())
                .contains(Allowance.of("team-a").perDay(Budget.cost("20")).total(Budget.cost("500.50")));
        assertThat(task("--on=w-1").placement()).isEqualTo(Placement.worker("w-1"));
        assertThat(task("--placement=success-rate").placement()).isEqualTo(Placement.bySuccessRate());
    }

    @Test
    void tagsAreConfiguredByFlags() {
        assertThat(task("--tag=team=core", "--tag", "note=a=b, c", "--tag=urgent=")
                        .tags())
                .containsExactly(Map.entry("note", "a=b, c"), Map.entry("team", "core"), Map.entry("urgent", ""));
        assertThat(task().tags()).isEmpty();
    }

    @Test
    void flagsThatDoNotGoTogetherAreRefusedByName() {
        assertThatThrownBy(() -> task("--on=w-1", "--placement=round-robin")).hasMessageContaining("--placement");
        assertThatThrownBy(() -> task("--allowance-total=5")).hasMessageContaining("--allowance");
        assertThatThrownBy(() -> task("--concurrency=a=1", "--concurrency=b=1")).hasMessageContaining("--concurrency");
    }

    @Test
    void aTaskWithoutFlagsAsksNothingOfTheAgent() {
        assertThat(task().context().agent()).isEqualTo(AgentOptions.DEFAULT);
    }

    @Test
    void agentOptionsAreConfiguredByFlags(@TempDir Path folder) throws IOException {
        Path schema = Files.writeString(folder.resolve("schema.json"), "{\"type\": \"object\"}");
        Task task = task(
                "--agent=reviewer",
                "--model=a/first",
                "--fallback=a/second,b/third",
                "--variant=high",
                "--system=Be brief.",
                "--tool=bash=off",
                "--tool=read=on",
                "--output-schema=" + schema,
                "--repairs=1",
                "--artifact=out/{a,b}.txt",
                "--artifact=report.md",
                "--artifacts-size=2MB",
                "--max-cost=0.50",
                "--max-tokens=9000",
                "--max-steps=12");

        assertThat(task.context().agent())
                .isEqualTo(AgentOptions.DEFAULT
                        .name("reviewer")
                        .models("a/second", "b/third")
                        .variant("high")
                        .systemPrompt("Be brief.")
                        .tools(Map.of("bash", false, "read", true))
                        .output(OutputSchema.of(Map.of("type", "object")).maxRepairs(1))
                        .artifacts(ArtifactSelection.of("out/{a,b}.txt", "report.md")
                                .maxBytes(2 * 1024 * 1024))
                        .budget(Budget.UNLIMITED.maxCost(new BigDecimal("0.50")).maxTokens(9000))
                        .maxSteps(12));
        assertThat(task.context().models()).containsExactly("a/first", "a/second", "b/third");
    }

    @Test
    void aConversationIsContinuedByTheIdsOfItsTasks() {
        assertThat(task("--continue=a,b").context().previousTasks()).isEqualTo(List.of("a", "b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"text\"}",
                "{\"properties\": {\"a\": {\"pattern\": \"(\"}}}",
                "{\"$ref\": \"#\"}",
                "{\"$ref\": \"https://host/schema.json\"}"
            })
    void aSchemaThatNoWorkerCouldCheckIsRefusedBeforeTheTaskIsSubmitted(String schema, @TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("schema.json"), schema);

        assertThatThrownBy(() -> task("--output-schema=" + file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("agent.output.schema");
    }
}
