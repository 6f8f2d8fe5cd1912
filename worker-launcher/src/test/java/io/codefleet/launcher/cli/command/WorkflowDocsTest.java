package io.codefleet.launcher.cli.command;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowResult;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.codefleet.workflow.yaml.WorkflowFile;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of docs/guides/workflows.md do what they say. */
class WorkflowDocsTest {
    private static final Path DOCS = Path.of("../docs/guides/workflows.md");
    private static final Path SELF = Path.of("src/test/java/io/codefleet/launcher/cli/command/WorkflowDocsTest.java");

    private final CodefleetClient fleet = get(Codefleet.connect("memory:" + UUID.randomUUID()));

    @BeforeEach
    void startWorker() {
        get(fleet.worker(WorkerOptions.create().concurrency(10))
                .handleAny(attempt -> Future.succeededFuture(answer(attempt.task())))
                .start());
    }

    private static TaskResult answer(Task task) {
        if (task.context().agent().output().isPresent()) {
            return TaskResult.text("{\"safe\": true}").data(Map.of(TaskResult.OUTPUT, Map.of("safe", true)));
        }
        if (task.prompt().startsWith("How severe")) {
            return TaskResult.text("{\"severity\": \"high\", \"places\": 3}");
        }
        if (task.prompt().startsWith("Round")) {
            return TaskResult.text("{\"failing\": " + (task.prompt().startsWith("Round 3") ? 0 : 1) + "}");
        }
        return TaskResult.text(
                task.prompt().startsWith("List the source files")
                        ? "[\"A.java\", \"B.java\"]"
                        : "<" + task.prompt().strip() + ">");
    }

    @AfterEach
    void close() {
        get(fleet.close());
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> blocks(String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCS));
        List<String> blocks = new ArrayList<>();
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    private static Workflow example(String name) throws IOException {
        return blocks("yaml").stream()
                .filter(text -> text.startsWith("name: " + name + "\n"))
                .map(text -> WorkflowFile.read("workflows.md", text))
                .findFirst()
                .orElseThrow();
    }

    private WorkflowRun run(Workflow workflow) {
        return get(Workflows.on(fleet).run(workflow, RunOptions.of("run")));
    }

    @Test
    void theFirstExampleReports() throws IOException {
        WorkflowResult result =
                get(run(example("review").with("project", "/srv/shop")).result());
        assertThat(result.step("check").taskIds()).hasSize(2);
        assertThat(result.outputs().get("report").toString())
                .contains("<Look for security faults in A.java.>", "<Look for security faults in B.java.>");
    }

    @Test
    void theReleaseWaitsForAYes() throws IOException {
        WorkflowRun run = run(example("release"));
        await().until(() -> get(fleet.task("run/ask")).isPresent());
        get(run.approve("ask", "ada", "tested"));
        get(run.result());
        assertThat(get(fleet.task("run/publish")).orElseThrow().task().prompt())
                .isEqualTo("Publish 1.2, as ada has approved.");
    }

    @Test
    void theOuterWorkflowRunsTheInnerForEachService() throws IOException {
        assertThat(get(run(example("outer")).result()).outputs()).containsEntry("first", "<Test shop>");
    }

    @Test
    void aStepGoesOnFromTheValueThatAnotherWasAskedFor() throws IOException {
        get(run(example("judge").with("file", "A.java")).result());
        assertThat(get(fleet.task("run/notify")).orElseThrow().task().prompt()).isEqualTo("Notify the team: true");
        assertThat(get(fleet.task("run/judge")).orElseThrow().task().allowance())
                .contains(Allowance.of("team-a").perDay(Budget.cost("20")));
    }

    @Test
    void aSevereFaultIsFixed() throws IOException {
        WorkflowResult result = get(run(example("triage")).result());
        assertThat(result.step("note").state()).isEqualTo(StepState.SKIPPED);
        assertThat(get(fleet.task("run/notify")).orElseThrow().task().prompt())
                .isEqualTo("Notify the team: <Repair it.>");
    }

    @Test
    void testsAreFixedInRounds() throws IOException {
        assertThat(get(run(example("until-green")).result()).step("fix").taskIds())
                .containsExactly("run/fix", "run/fix+2", "run/fix+3");
    }

    @Test
    void aStepRunsForEachCombination() throws IOException {
        assertThat(get(run(example("matrix")).result()).step("test").taskIds()).hasSize(4);
    }

    @Test
    void everyExampleInYamlIsExecuted() throws IOException {
        assertThat(blocks("yaml")).hasSize(7);
    }

    @Test
    void theJavaOfTheDocsIsTheJavaThatIsExecutedHere() throws IOException {
        Workflow review = Workflow.named("review")
                .input("project")
                .step(Step.task("lint", Task.of("Lint {{ input.project }}").project("{{ input.project }}")))
                .step(Step.task("repair", Task.of("Repair this: {{ steps.lint.text }}"))
                        .after("lint"))
                .step(Step.task("notify", Task.of("Say why: {{ steps.repair.error }}"))
                        .afterFailure("repair"))
                .output("repaired", "{{ steps.repair.text }}");
        Future<WorkflowResult> result = Workflows.on(fleet)
                .run(review.with("project", "/srv/shop"), RunOptions.of("review/43"))
                .compose(WorkflowRun::result);
        assertThat(get(result).outputs()).containsEntry("repaired", "<Repair this: <Lint /srv/shop>>");
        String here = Files.readString(SELF).replaceAll("\\s+", "");
        assertThat(blocks("java")).hasSize(1).allMatch(block -> here.contains(block.replaceAll("\\s+", "")));
    }
}
