package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.agent.test.E2e;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowResult;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflows on a real Redis, with commands and the drivers that are killed in processes of their own. */
class WorkflowIT {
    private static RedisTestServer redis;

    @TempDir
    Path folder;

    private final String namespace = "workflow-" + UUID.randomUUID();
    private final List<LauncherProcess> started = new ArrayList<>();
    private final CodefleetClient fleet =
            FutureResults.get(Codefleet.connect(CodefleetOptions.of(redis.uri()).namespace(namespace)));

    @BeforeAll
    static void startRedis() {
        redis = RedisTestServer.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @AfterEach
    void endProcesses() {
        started.forEach(LauncherProcess::close);
        FutureResults.get(fleet.close().map(true));
    }

    private LauncherProcess run(String... arguments) {
        return begin(arguments).ended();
    }

    private LauncherProcess begin(String... arguments) {
        LauncherProcess process = LauncherProcess.jar(
                folder, Map.of("CODEFLEET_BROKER", redis.uri(), "CODEFLEET_NAMESPACE", namespace), arguments);
        started.add(process);
        return process;
    }

    private void startEchoWorker() {
        FutureResults.get(EchoWorkerMain.start(fleet, "echo", 4));
    }

    private void startDriver() {
        FutureResults.get(DriverMain.start(fleet, "driver"));
    }

    private LauncherProcess driverProcess(String id) {
        LauncherProcess process = LauncherProcess.main(folder, DriverMain.class, redis.uri(), namespace, id);
        started.add(process);
        E2e.eventually(() -> assertThat(process.out()).contains("ready"));
        return process;
    }

    private Optional<TaskInfo> task(String id) {
        return FutureResults.get(fleet.task(id));
    }

    private String file(String text) {
        try {
            return Files.writeString(folder.resolve("workflow.yml"), text).toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Seven steps; each third waits for a person, so that a test knows where the run is when it kills the driver. */
    private static Workflow longRun() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Step step = i % 3 == 2
                    ? Step.approval("s" + i, "Go on after {{ steps.s" + (i - 1) + ".text }}?", Duration.ofHours(1))
                    : Step.task("s" + i, Task.of(i == 0 ? "begin" : "after {{ steps.s" + (i - 1) + ".text }}"));
            steps.add(i == 0 ? step : step.after("s" + (i - 1)));
        }
        return Workflow.named("long").steps(steps).output("end", "{{ steps.s6.text }}");
    }

    @Test
    void aDriverThatIsKilledAtAnyStepIsReplacedAndNoFinishedStepRunsAgain() {
        startEchoWorker();
        LauncherProcess driver = driverProcess("driver-0");
        WorkflowRun run = FutureResults.get(Workflows.on(fleet).submit(longRun(), RunOptions.of("run")));
        int drivers = 1;
        for (String approval : List.of("s2", "s5")) {
            E2e.eventually(() -> assertThat(task("run/" + approval)).isPresent());
            driver.kill();
            FutureResults.get(run.approve(approval, "ada", "yes").map(true));
            driver = driverProcess("driver-" + drivers++);
        }
        WorkflowResult result = FutureResults.get(run.result());
        assertThat(result.steps()).extracting(StepStatus::state).containsOnly(StepState.SUCCEEDED);
        for (int i = 0; i < 7; i++) {
            assertThat(task("run/s" + i).orElseThrow().summary().attempt())
                    .as("attempts of s%d", i)
                    .isEqualTo(1);
        }
        assertThat(task("run").orElseThrow().summary().attempt()).isEqualTo(drivers);
        // each a child, and no other: nothing was submitted twice under another name
        assertThat(FutureResults.get(fleet.stats()).completed()).isEqualTo(8);
    }

    @Test
    void aDriverThatIsKilledWhileStepsRunIsReplaced() {
        // held until the driver is dead: nobody serves the type yet
        LauncherProcess driver = driverProcess("driver-0");
        Workflow wide = Workflow.named("wide")
                .step(Step.task("each", Task.of("item {{ item }}")).forEach("{{ input.list }}"))
                .step(Step.task("sum", Task.of("sum {{ steps.each.text }}")).after("each"))
                .input("list", List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        WorkflowRun run = FutureResults.get(Workflows.on(fleet).submit(wide, RunOptions.of("run")));
        E2e.eventually(() -> assertThat(task("run/each#9")).isPresent());
        driver.kill();
        startEchoWorker();
        E2e.eventually(
                () -> assertThat(task("run/each#9").orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED));
        driverProcess("driver-1");
        FutureResults.get(run.result());
        for (int i = 0; i < 10; i++) {
            assertThat(task("run/each#" + i).orElseThrow().summary().attempt()).isEqualTo(1);
        }
        assertThat(task("run/sum").orElseThrow().task().prompt()).startsWith("sum echo item 1\n\necho item 2");
    }

    @Test
    void aCommandThatIsKilledGoesOnUnderItsRunId() {
        startEchoWorker();
        String file = file("""
                name: release
                inputs: {version: {}}
                steps:
                  build: {prompt: "Build {{ input.version }}"}
                  ask: {approval: "Publish {{ steps.build.text }}?", after: build}
                  publish: {prompt: "Publish, says {{ steps.ask.data.by }}", after: ask}
                outputs: {said: "{{ steps.publish.text }}"}
                """);
        LauncherProcess first = begin("run", file, "--input", "version=1.2", "--run-id", "release/1");
        E2e.eventually(() -> assertThat(task("release/1/ask")).isPresent());
        first.kill();

        LauncherProcess approve = run("workflow", "approve", "release/1", "ask", "--by", "ada");
        assertThat(approve.out()).as(approve.err()).isEqualTo("step ask of release/1 is approved by ada\n");
        LauncherProcess second = run("run", file, "--input", "version=1.2", "--run-id", "release/1");

        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).isEqualTo("echo Publish, says ada\n");
        assertThat(task("release/1/build").orElseThrow().summary().attempt()).isEqualTo(1);
        assertThat(run("workflow", "show", "release/1").out())
                .contains("run release/1 of release: completed, 3 of 3 steps", "+ build", "+ ask", "+ publish");
        assertThat(run("workflow", "show", "release/1", "--mermaid").out()).startsWith("flowchart TD\n");
    }

    @Test
    void valuesDecideWhatRunsAndHowOften() {
        startEchoWorker();
        String file = file("""
                name: triage
                inputs:
                  severity: {type: string, default: no}
                  os: {default: [linux, mac]}
                steps:
                  check: {prompt: "severity {{ input.severity }}"}
                  mend:
                    after: check
                    when: {value: "{{ steps.check.text }}", matches: "severity (high|critical)"}
                    prompt: mend
                  note:
                    after: check
                    when: {not: {value: "{{ input.severity }}", in: [high, critical]}}
                    prompt: note
                  again:
                    after: mend
                    prompt: "round {{ round }}"
                    repeat: {until: {value: "{{ steps.again.text }}", contains: round 3}, max_rounds: 4}
                  matrix:
                    after: [{step: mend, on: always}, {step: note, on: always}]
                    for_each: {os: "{{ input.os }}", jdk: "{{ input.os }}"}
                    prompt: "{{ item.os }}-{{ item.jdk }}"
                outputs: {said: "{{ steps.again.text }} {{ steps.note.status }} {{ steps.matrix.items.1.text }}"}
                """);
        LauncherProcess high = run("run", file, "--input", "severity=high", "--run-id", "high");
        assertThat(high.exitCode()).as(high.err()).isZero();
        assertThat(high.out()).isEqualTo("echo round 3 skipped echo linux-mac\n");
        assertThat(task("high/again+3")).isPresent();
        assertThat(task("high/again+4")).isEmpty();
        assertThat(task("high/note")).isEmpty();

        LauncherProcess low = run("run", file, "--run-id", "low");
        assertThat(low.out()).as(low.err()).isEqualTo(" succeeded echo linux-mac\n");
        assertThat(task("low/mend")).isEmpty();
        assertThat(task("low/check").orElseThrow().task().prompt()).isEqualTo("severity no");
        assertThat(run("workflow", "show", "low").out())
                .contains("- mend", "skipped: its condition does not hold", "- again");
    }

    @Test
    void aRunThatIsKilledBetweenRoundsGoesOnWithTheNext() {
        String file = file("""
                name: loop
                steps:
                  fix:
                    prompt: "round {{ round }} {{ steps.fix.text? }}"
                    repeat: {until: {value: "{{ steps.fix.text }}", matches: "^echo round 3"}, max_rounds: 5}
                outputs: {said: "{{ steps.fix.text }}"}
                """);
        LauncherProcess first = begin("run", file, "--run-id", "loop");
        E2e.eventually(() -> assertThat(task("loop/fix")).isPresent());
        first.kill();
        startEchoWorker();
        E2e.eventually(() -> assertThat(task("loop/fix").orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED));

        LauncherProcess second = run("run", file, "--run-id", "loop");

        assertThat(second.out()).as(second.err()).isEqualTo("echo round 3 echo round 2 echo round 1 \n");
        assertThat(task("loop/fix").orElseThrow().summary().attempt()).isEqualTo(1);
    }

    @Test
    void argumentsAndInputsAreTakenAsTheyAreWritten() throws Exception {
        startEchoWorker();
        Files.writeString(folder.resolve("note.md"), "--no-such-flag\n");
        for (String prompt : List.of("@ann look at note.md", "@@x")) {
            LauncherProcess submit = run("submit", prompt, "--type", "echo", "--quiet");
            assertThat(submit.out()).as(submit.err()).isEqualTo("echo " + prompt + "\n");
        }
        String file = file("""
                name: titles
                inputs: {title: {}, version: {type: string}, more: {}}
                steps: {a: {prompt: "{{ input.title }} {{ input.version }} {{ input.more }}"}}
                outputs: {said: "{{ steps.a.text }}"}
                """);
        String inputs = Files.writeString(folder.resolve("in.yml"), "version: 1.10\nmore: 010\n")
                .toString();
        LauncherProcess run =
                run("run", file, "-i", "title=[Bug] crash", "--inputs", inputs, "--input-json", "more=\"[1]\"");
        assertThat(run.out()).as(run.err()).isEqualTo("echo [Bug] crash 1.10 [1]\n");
        assertThat(run.err()).contains("warning: ", "010 is read as 8");
    }

    @Test
    void aDurableRunIsDrivenByAWorkerAndRetriedFromWhatFailed() {
        startEchoWorker();
        startDriver();
        String file = file("""
                name: two
                steps:
                  first: {prompt: "one"}
                  second: {prompt: "{{ steps.first.data.missing }}", after: first}
                """);
        LauncherProcess run = run("run", file, "--durable", "--run-id", "two", "--json");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        JsonObject result = new JsonObject(run.out());
        assertThat(result.getString("status")).isEqualTo("FAILED");
        assertThat(run.err()).contains("step second: {{ steps.first.data.missing }}", "codefleet workflow retry two");

        assertThat(run("workflow", "retry", "two").out()).isEqualTo("two~1\n");
        E2e.eventually(() -> assertThat(run("workflow", "show", "two~1").out()).contains("failed, 2 of 2", "found"));
        assertThat(task("two~1/first")).isEmpty();
    }

    @Test
    void aRunIsPausedResumedAndRefusedByCommands() {
        startEchoWorker();
        startDriver();
        String file = file("""
                name: release
                steps:
                  ask: {approval: "Publish?"}
                  publish: {prompt: Publish, after: ask}
                """);
        run("run", file, "--durable", "--no-wait", "--run-id", "r");
        E2e.eventually(() -> assertThat(task("r/ask")).isPresent());

        assertThat(run("workflow", "pause", "r").exitCode()).isZero();
        assertThat(run("workflow", "show", "r").out()).startsWith("run r of release: paused, 0 of 2 steps");
        assertThat(run("workflow", "resume", "r").exitCode()).isZero();
        assertThat(run("workflow", "reject", "r", "ask", "--by", "bob", "--comment", "not today")
                        .out())
                .isEqualTo("step ask of r is rejected by bob\n");

        E2e.eventually(() -> assertThat(run("workflow", "show", "r").out())
                .startsWith("run r of release: failed, 2 of 2 steps")
                .contains("x ask", "not today", "- publish"));
        assertThat(task("r/publish")).isEmpty();
    }

    @Test
    void aFaultyFileIsRefusedByItsLine() {
        LauncherProcess run = run("run", file("name: w\nsteps:\n  a:\n    promt: x\n"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("workflow.yml line 4: steps.a: there is no key 'promt' here");
    }
}
