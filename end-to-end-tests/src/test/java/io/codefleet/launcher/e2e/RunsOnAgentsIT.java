package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Budget;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.agent.test.E2e;
import io.codefleet.mapreduce.FailurePolicy;
import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceResult;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowFailedException;
import io.codefleet.workflow.WorkflowResult;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of many tasks on a worker process with the real OpenCode: a child fails, money runs out, and the same run again pays only
 * for what is missing. An answer of the model costs $0.01.
 */
class RunsOnAgentsIT {
    @TempDir
    private static Path folder;

    private static final Vertx VERTX = Vertx.vertx();
    private static RedisTestServer redis;
    private static ScriptedModel model;
    private static CodefleetClient fleet;
    private static LauncherProcess worker;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisTestServer.start();
        model = FutureResults.get(ScriptedModel.start(VERTX, script()));
        fleet = FutureResults.get(Codefleet.connect(VERTX, CodefleetOptions.of(redis.uri())));
        Path config = Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        worker = LauncherProcess.jar(
                folder,
                Map.of("CODEFLEET_BROKER", redis.uri()),
                "worker",
                "--opencode",
                E2e.openCode(),
                "--opencode-config",
                config.toString(),
                "--state-dir",
                folder.resolve("state").toString());
        E2e.awaitWorkers(fleet, 1);
    }

    @AfterAll
    static void end() {
        worker.close();
        FutureResults.get(fleet.close().map(true));
        FutureResults.get(model.close().map(true));
        redis.close();
        FutureResults.get(VERTX.close().map(true));
    }

    /** The first answers about item 2 and to the second step are refused, once each. */
    private static Script script() {
        return Script.when("item 2")
                .step(refused())
                .step(answer("item 2 is fine"))
                .andWhen("build it")
                .step(refused())
                .step(answer("built"))
                .otherwise()
                .step(answer("fine"));
    }

    private static io.codefleet.model.scripted.ScriptStep refused() {
        return io.codefleet.model.scripted.ScriptStep.fail(400, "no").times(1);
    }

    private static io.codefleet.model.scripted.ScriptStep answer(String text) {
        return io.codefleet.model.scripted.ScriptStep.say(text).usage(10_000, 0);
    }

    private static Task task(String prompt) {
        return Task.of(prompt).retry(RetryPolicy.NONE);
    }

    /** How often the model was asked, by prompt. */
    private static Map<String, Integer> asked(String word) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        model.steps().stream()
                .map(request -> request.lastUserText().lines().findFirst().orElse(""))
                .filter(prompt -> prompt.contains(word))
                .forEach(prompt -> counts.merge(prompt, 1, Integer::sum));
        return counts;
    }

    private static MapReduceResult<String, String, List<String>> mapReduce(RunOptions options) {
        return FutureResults.get(fleet.mapReduce(MapReduce.over(
                                IntStream.range(0, 6).mapToObj(i -> "item " + i).toList())
                        .map(RunsOnAgentsIT::task)
                        .as(TaskResult::text)
                        .collect()
                        .options(options.concurrency(1))
                        .failures(FailurePolicy.collectAll()))
                .result());
    }

    @Test
    void aMapReducePaysOnlyForWhatIsMissing() {
        RunOptions run = RunOptions.of("items");

        MapReduceResult<String, String, List<String>> first = mapReduce(run.budget(Budget.cost("0.025")));

        assertThat(first.shortfall()).isPresent();
        assertThat(first.items().get(2)).isInstanceOf(ItemOutcome.Failed.class);
        assertThat(first.items().get(5)).isInstanceOf(ItemOutcome.NotStarted.class);
        assertThat(asked("item")).doesNotContainKey("item 5");
        Map<String, Integer> paid = asked("item");

        MapReduceResult<String, String, List<String>> second =
                mapReduce(run.retryFailed(true).budget(Budget.cost("1.00")));

        assertThat(second.shortfall()).isEmpty();
        assertThat(second.value().orElseThrow())
                .containsExactly("fine", "fine", "item 2 is fine", "fine", "fine", "fine");
        assertThat(second.usage().cost()).isEqualByComparingTo("0.06");
        assertThat(asked("item"))
                .containsEntry("item 2", 2)
                .allSatisfy((prompt, times) -> assertThat(times).as(prompt).isEqualTo(prompt.equals("item 2") ? 2 : 1));
        assertThat(paid).hasSizeLessThan(6);
    }

    @Test
    void aWorkflowResumesFromFailuresAndFromAnExhaustedBudget() {
        Workflow workflow = Workflow.named("release")
                .step(Step.task("lint", task("lint it")))
                .step(Step.task("build", task("build it, {{ steps.lint.text }}"))
                        .after("lint"))
                .step(Step.task("tell", task("tell of the release, {{ steps.build.text }}"))
                        .after("build"))
                .output("said", "{{ steps.tell.text }}");
        Workflows workflows = Workflows.on(fleet);

        WorkflowRun first = FutureResults.get(workflows.run(workflow, RunOptions.of("release")));
        assertThat(failure(first)).containsEntry("build", StepState.FAILED).containsEntry("tell", StepState.SKIPPED);
        WorkflowRun second = FutureResults.get(
                workflows.run(workflow, RunOptions.of("release~1").budget(Budget.cost("0.005"))));
        assertThat(failure(second)).containsEntry("build", StepState.SUCCEEDED);
        WorkflowResult third = FutureResults.get(FutureResults.get(workflows.run(workflow, RunOptions.of("release~2")))
                .result());

        assertThat(third.outputs()).containsEntry("said", "fine");
        assertThat(asked("it")).containsEntry("lint it", 1).containsEntry("build it, fine", 2);
        assertThat(asked("tell of")).containsExactly(Map.entry("tell of the release, built", 1));
    }

    private static Map<String, StepState> failure(WorkflowRun run) {
        Map<String, StepState> states = new LinkedHashMap<>();
        assertThatThrownBy(() -> FutureResults.get(run.result()))
                .isInstanceOf(WorkflowFailedException.class)
                .satisfies(e -> {
                    for (StepStatus step :
                            ((WorkflowFailedException) e).result().steps()) {
                        states.put(step.name(), step.state());
                    }
                });
        return states;
    }
}
