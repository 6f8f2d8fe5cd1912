package io.codefleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptException;
import io.codefleet.Budget;
import io.codefleet.Codefleet;
import io.codefleet.Outcome;
import io.codefleet.RunOptions;
import io.codefleet.RunProgress;
import io.codefleet.Task;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.RunCancelledException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.RunState;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowFailedException;
import io.codefleet.workflow.WorkflowResult;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.WorkflowStatus;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkflowTest extends FleetTest {
    private static final RunOptions RUN = RunOptions.of("run");

    private final Workflows workflows = Workflows.on(fleet);
    /** The prompts that ran, in the order they ran in. */
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    /** Prompts that wait until a test lets them go. */
    private final Map<String, Promise<TaskResult>> held = new ConcurrentHashMap<>();

    private static Step step(String name, String prompt) {
        return Step.task(name, Task.of(prompt));
    }

    private static Workflow of(Step... steps) {
        return Workflow.named("test").steps(List.of(steps));
    }

    /** Echoes its prompt; one that begins with fail fails, one with hold waits, one with list gives a list. */
    private final TaskHandler handler = attempt -> {
        String prompt = attempt.task().prompt();
        ran.add(prompt);
        if (prompt.startsWith("fail")) {
            return Future.failedFuture(AttemptException.permanent("cannot do '" + prompt + "'"));
        }
        if (prompt.startsWith("hold")) {
            Promise<TaskResult> end = held.computeIfAbsent(prompt, key -> Promise.promise());
            attempt.stopRequested().onSuccess(reason -> end.tryFail("stopped: " + reason));
            return end.future();
        }
        if (prompt.startsWith("list")) {
            return Future.succeededFuture(TaskResult.text("The files:\n```json\n[\"A\",\"B\",\"C\"]\n```"));
        }
        return Future.succeededFuture(
                TaskResult.text("<" + prompt + ">").usage(new Usage(10, 1, 0, 0, 0, new BigDecimal("0.10"))));
    };

    private void agents() {
        worker(fleet, WorkerOptions.create().concurrency(10), handler);
    }

    private WorkflowRun start(Workflow workflow) {
        return get(workflows.run(workflow, RUN));
    }

    private WorkflowResult run(Workflow workflow) {
        return get(start(workflow).result());
    }

    private WorkflowFailedException failureOf(WorkflowRun run) {
        try {
            get(run.result());
        } catch (WorkflowFailedException e) {
            return e;
        }
        throw new AssertionError("the run did not fail");
    }

    private static Map<String, StepState> states(List<StepStatus> steps) {
        Map<String, StepState> states = new LinkedHashMap<>();
        steps.forEach(step -> states.put(step.name(), step.state()));
        return states;
    }

    private void awaitRunning(String taskId) {
        await().until(() -> get(fleet.task(taskId))
                .filter(info -> info.status() == TaskStatus.RUNNING)
                .isPresent());
    }

    private void letGo(String prompt) {
        held.get(prompt).tryComplete(TaskResult.text("<" + prompt + ">"));
    }

    // ---- order and values

    @Test
    void outputsGoIntoThePromptsOfLaterSteps() {
        agents();
        WorkflowResult result = run(of(
                        step("a", "one {{ input.x }}"),
                        step("b", "two {{ steps.a.text }}").after("a"),
                        step("c", "three {{ steps.a.text }} {{ steps.b.status }}")
                                .after("b"))
                .input("x", 7)
                .output("all", "{{ steps.c.text }}"));
        assertThat(ran).containsExactly("one 7", "two <one 7>", "three <one 7> succeeded");
        assertThat(result.outputs()).containsEntry("all", "<three <one 7> succeeded>");
        assertThat(result.step("a").taskIds()).containsExactly("run/a");
        assertThat(result.usage().tokens()).isEqualTo(33);
        assertThat(get(fleet.task("run/b")).orElseThrow().task().parentId()).contains("run");
    }

    @Test
    void branchesRunSideBySide() {
        agents();
        WorkflowRun run = start(of(
                step("a", "hold a"),
                step("b", "hold b"),
                step("c", "join {{ steps.a.text }}{{ steps.b.text }}").after("a", "b")));
        awaitRunning("run/a");
        awaitRunning("run/b");
        letGo("hold b");
        letGo("hold a");
        get(run.result());
        assertThat(ran).endsWith("join <hold a><hold b>");
    }

    @Test
    void aFailureRunsWhatIsThereForIt() {
        agents();
        WorkflowRun run = start(of(
                step("a", "fail a"),
                step("next", "next").after("a"),
                step("tell", "tell: {{ steps.a.error }}").afterFailure("a"),
                step("tidy", "tidy {{ steps.next.status }}").afterEnd("next")));
        WorkflowFailedException failure = failureOf(run);
        assertThat(failure).hasMessageContaining("step a: cannot do 'fail a'");
        assertThat(states(failure.result().steps()))
                .isEqualTo(Map.of(
                        "a", StepState.FAILED,
                        "next", StepState.SKIPPED,
                        "tell", StepState.SUCCEEDED,
                        "tidy", StepState.SUCCEEDED));
        assertThat(ran).contains("tell: cannot do 'fail a'", "tidy skipped");
    }

    @Test
    void anOptionalStepMayFail() {
        agents();
        WorkflowResult result = run(of(
                step("a", "fail a").asOptional(),
                step("b", "b[{{ steps.a.text }}{{ steps.a.data.x? }}]").after("a")));
        assertThat(states(result.steps())).containsEntry("a", StepState.FAILED).containsEntry("b", StepState.SUCCEEDED);
        assertThat(ran).contains("b[]");
    }

    @Test
    void aValueThatIsMissingFailsItsStepOnly() {
        agents();
        WorkflowRun run = start(of(
                step("a", "a"),
                step("b", "{{ steps.a.data.count }}").after("a"),
                step("c", "c {{ steps.a.text }}").after("a")));
        assertThat(failureOf(run)).hasMessageContaining("step b").hasMessageContaining("steps.a.data.count");
        assertThat(ran).contains("c <a>");
    }

    // ---- fan-out

    @Test
    void aStepRunsForEachItemOfAList() {
        agents();
        WorkflowResult result = run(of(
                step("find", "list"),
                step("check", "check {{ item }} at {{ index }}").after("find").forEach("{{ steps.find.data }}"),
                step("sum", "sum {{ steps.check.text }} first {{ steps.check.items.0.text }}")
                        .after("check")));
        assertThat(result.step("check").taskIds()).containsExactly("run/check#0", "run/check#1", "run/check#2");
        assertThat(ran).endsWith("sum <check A at 0>\n\n<check B at 1>\n\n<check C at 2> first <check A at 0>");
    }

    @Test
    void noMoreItemsRunAtOnceThanTheStepAllows() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        worker(fleet, WorkerOptions.create().concurrency(50), attempt -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            return Future.succeededFuture(TaskResult.EMPTY).onComplete(end -> now.decrementAndGet());
        });
        run(of(step("each", "x {{ item }}")
                        .forEach(FanOut.over("{{ input.list }}").concurrency(2)))
                .input("list", List.of(1, 2, 3, 4, 5, 6, 7, 8, 9)));
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void oneFailureTooManyCancelsTheOtherItems() {
        agents();
        WorkflowRun run = start(of(step("each", "{{ item }}")
                        .forEach(FanOut.over("{{ input.list }}").concurrency(2)))
                .input("list", List.of("hold", "fail", "never")));
        WorkflowFailedException failure = failureOf(run);
        assertThat(failure).hasMessageContaining("of 3 items failed");
        assertThat(get(fleet.task("run/each#0")).orElseThrow().outcome().orElseThrow())
                .isInstanceOf(Outcome.Cancelled.class);
        assertThat(get(fleet.task("run/each#2"))).isEmpty();
    }

    @Test
    void someItemsMayFail() {
        agents();
        WorkflowResult result = run(of(
                        step("each", "{{ item }}")
                                .forEach(FanOut.over("{{ input.list }}").allowedFailures(1)),
                        step("sum", "was {{ steps.each.items.1.status }}").after("each"))
                .input("list", List.of("x", "fail", "y")));
        assertThat(result.step("each").note()).contains("1 of 3 items failed; the first: cannot do 'fail'");
        assertThat(ran).contains("was failed");
    }

    @Test
    void anEmptyListIsDoneAtOnce() {
        agents();
        assertThat(run(of(step("each", "{{ item }}").forEach("{{ input.list }}"))
                                .input("list", List.of()))
                        .step("each")
                        .state())
                .isEqualTo(StepState.SUCCEEDED);
    }

    @Test
    void whatIsNoListFailsTheStep() {
        agents();
        assertThat(failureOf(
                        start(of(step("each", "x").forEach("{{ input.list }}")).input("list", "one"))))
                .hasMessageContaining("is no list");
    }

    // ---- workflows in workflows

    @Test
    void aWorkflowIsAStepOfAnother() {
        agents();
        Workflow inner = Workflow.named("inner")
                .input("x")
                .step(step("a", "a {{ input.x }}"))
                .step(step("b", "b {{ steps.a.text }}").after("a"))
                .output("got", "{{ steps.b.text }}");
        WorkflowResult result = run(of(
                step("first", "first"),
                Step.workflow("sub", inner, Map.of("x", "{{ steps.first.text }}"))
                        .after("first"),
                step("last", "last {{ steps.sub.data.got }} {{ steps.sub.text }}")
                        .after("sub")));
        assertThat(ran).endsWith("last <b <a <first>>> <b <a <first>>>");
        assertThat(result.step("sub").steps()).hasSize(2);
        assertThat(get(fleet.task("run/sub/b"))).isPresent();
    }

    @Test
    void aWorkflowRunsForEachItem() {
        agents();
        Workflow inner = Workflow.named("inner").input("x").step(step("a", "a {{ input.x }}"));
        run(of(Step.workflow("sub", inner, Map.of("x", "{{ item }}")).forEach("{{ input.list }}"))
                .input("list", List.of("p", "q")));
        assertThat(ran).containsExactlyInAnyOrder("a p", "a q");
        assertThat(get(fleet.task("run/sub#1/a"))).isPresent();
    }

    // ---- undoing

    @Test
    void aFailureUndoesWhatHasSucceededTheLastFirst() {
        agents();
        WorkflowRun run = start(of(
                step("a", "a").compensate(Task.of("undo a {{ steps.a.text }}")),
                step("b", "b").after("a").compensate(Task.of("undo b")),
                step("c", "fail c").after("b").compensate(Task.of("undo c"))));
        WorkflowFailedException failure = failureOf(run);
        assertThat(ran).containsExactly("a", "b", "fail c", "undo b", "undo a <a>");
        assertThat(failure.result().step("a").compensation()).contains(StepState.SUCCEEDED);
        assertThat(failure.result().step("c").compensation()).isEmpty();
        assertThat(get(fleet.task("run/b+undo"))).isPresent();
    }

    @Test
    void anUndoThatFailsKeepsNoOtherFromBeingDone() {
        agents();
        WorkflowFailedException failure = failureOf(start(of(
                step("a", "a").compensate(Task.of("undo a")),
                step("b", "b").after("a").compensate(Task.of("fail undo b")),
                step("c", "fail c").after("b"))));
        assertThat(ran).endsWith("fail undo b", "undo a");
        assertThat(failure.result().step("b").note()).isEqualTo("undo: cannot do 'fail undo b'");
    }

    @Test
    void theStepsOfAnInnerWorkflowAreUndoneWithTheOuter() {
        agents();
        Workflow inner = Workflow.named("inner").step(step("a", "a").compensate(Task.of("undo a")));
        failureOf(start(
                of(Step.workflow("sub", inner, Map.of()), step("b", "fail b").after("sub"))));
        assertThat(ran).containsExactly("a", "fail b", "undo a");
    }

    @Test
    void aRunThatSucceedsUndoesNothing() {
        agents();
        run(of(step("a", "a").compensate(Task.of("undo a"))));
        assertThat(ran).containsExactly("a");
    }

    // ---- one run id is one run

    @Test
    void aRunThatHasEndedGivesItsResultAgain() {
        agents();
        Workflow workflow = of(step("a", "a")).output("o", "{{ steps.a.text }}");
        WorkflowResult first = run(workflow);
        assertThat(run(workflow)).isEqualTo(first);
        assertThat(ran).hasSize(1);
    }

    @Test
    void anotherDefinitionUnderTheIdOfARunIsRefused() {
        agents();
        run(of(step("a", "a")));
        assertThatThrownBy(() -> run(of(step("a", "other")))).isInstanceOf(DuplicateTaskException.class);
    }

    @Test
    void aFaultyDefinitionRunsNothing() {
        assertThatThrownBy(() -> start(of(step("a", "a"), step("b", "b").after("c"))))
                .isInstanceOf(InvalidInputException.class);
        assertThat(get(fleet.task("run"))).isEmpty();
    }

    @Test
    void anotherClientGoesOnWhereOneWasClosed() {
        agents();
        Workflow workflow = of(
                step("a", "a"), step("b", "hold b").after("a"), step("c", "c").after("b"));
        Codefleet other = connect("memory");
        get(Workflows.on(other).run(workflow, RUN));
        awaitRunning("run/b");
        get(other.close());
        WorkflowRun run = start(workflow);
        letGo("hold b");
        get(run.result());
        assertThat(ran).containsExactly("a", "hold b", "c");
    }

    // ---- going on from a failure

    @Test
    void aRetryRunsWhatFailedAndWhatComesAfterIt() {
        AtomicInteger tries = new AtomicInteger();
        worker(fleet, WorkerOptions.create().concurrency(10), attempt -> {
            String prompt = attempt.task().prompt();
            ran.add(prompt);
            return prompt.equals("b") && tries.getAndIncrement() == 0
                    ? Future.failedFuture(AttemptException.permanent("not yet"))
                    : Future.succeededFuture(TaskResult.text(prompt));
        });
        failureOf(start(of(
                step("a", "a"),
                step("b", "b").after("a"),
                step("c", "c {{ steps.b.text }}").after("b"),
                step("tell", "tell").afterFailure("b"),
                step("tidy", "tidy").afterEnd("b"))));
        ran.clear();
        WorkflowRun again = get(workflows.retryHere("run"));
        WorkflowResult result = get(again.result());
        assertThat(again.id()).isEqualTo("run~1");
        assertThat(ran).containsExactlyInAnyOrder("b", "c b", "tidy");
        assertThat(result.step("a").found()).isTrue();
        assertThat(result.step("a").taskIds()).containsExactly("run/a");
        assertThat(result.step("b").taskIds()).containsExactly("run~1/b");
    }

    @Test
    void aSecondRetryFindsWhatTheFirstFound() {
        agents();
        Workflow workflow = of(step("a", "a"), step("b", "fail b").after("a"));
        failureOf(start(workflow));
        failureOf(get(workflows.retryHere("run")));
        WorkflowRun third = get(workflows.retryHere("run~1"));
        WorkflowFailedException failure = failureOf(third);
        assertThat(third.id()).isEqualTo("run~2");
        assertThat(failure.result().step("a").taskIds()).containsExactly("run/a");
        assertThat(ran).containsExactly("a", "fail b", "fail b", "fail b");
    }

    @Test
    void whatWasUndoneRunsAgain() {
        agents();
        failureOf(start(of(
                step("a", "a").compensate(Task.of("undo a")),
                step("b", "fail b").after("a"))));
        ran.clear();
        failureOf(get(workflows.retryHere("run")));
        assertThat(ran).containsExactly("a", "fail b", "undo a");
    }

    @Test
    void aMendedDefinitionKeepsTheResultsOfWhatIsTheSame() {
        agents();
        failureOf(start(of(step("a", "a"), step("x", "x"), step("b", "fail b").after("a"))));
        ran.clear();
        WorkflowResult result = get(get(workflows.run(
                        of(step("a", "a"), step("x", "other x"), step("b", "b").after("a")), RunOptions.of("run~1")))
                .result());
        assertThat(ran).containsExactlyInAnyOrder("other x", "b");
        assertThat(states(result.steps())).doesNotContainValue(StepState.FAILED);
    }

    @Test
    void onlyARunThatFailedIsRetried() {
        agents();
        run(of(step("a", "a")));
        assertThatThrownBy(() -> get(workflows.retry("run"))).hasMessageContaining("only a run that failed");
        assertThatThrownBy(() -> get(workflows.retry("none"))).isInstanceOf(TaskNotFoundException.class);
    }

    // ---- people

    @Test
    void anApprovalWaitsForAYesAndSaysWhoGaveIt() {
        agents();
        WorkflowRun run = start(of(
                step("a", "a"),
                Step.approval("ask", "Deploy {{ steps.a.text }}?", Duration.ofHours(1))
                        .after("a"),
                step("b", "b {{ steps.ask.data.by }}: {{ steps.ask.text }}").after("ask")));
        await().until(() -> get(fleet.task("run/ask")).isPresent());
        WorkflowStatus status = get(run.status());
        assertThat(status.steps().get(1).state()).isEqualTo(StepState.WAITING_FOR_APPROVAL);
        assertThat(status.steps().get(1).note()).isEqualTo("Deploy <a>?");
        get(run.approve("ask", "ada", "looks good"));
        get(run.result());
        assertThat(ran).endsWith("b ada: looks good");
        get(run.approve("ask", "ada", "looks good"));
        assertThatThrownBy(() -> get(run.reject("ask", "bob", ""))).hasMessageContaining("approved by ada");
    }

    @Test
    void aNoFailsTheStep() {
        agents();
        WorkflowRun run = start(of(
                Step.approval("ask", "Sure?", Duration.ofHours(1)),
                step("b", "b").after("ask")));
        await().until(() -> get(fleet.task("run/ask")).isPresent());
        get(run.reject("ask", "bob", "too risky"));
        assertThat(failureOf(run)).hasMessageContaining("step ask: rejected by bob: too risky");
        assertThat(ran).isEmpty();
    }

    @Test
    void anApprovalThatNobodyGivesEnds() {
        agents();
        WorkflowRun run = start(of(Step.approval("ask", "Sure?", Duration.ofMillis(50))));
        assertThat(failureOf(run).result().step("ask").state()).isEqualTo(StepState.FAILED);
    }

    @Test
    void aStepThatAsksNothingCannotBeApproved() {
        agents();
        WorkflowRun run = start(of(step("a", "a")));
        get(run.result());
        assertThatThrownBy(() -> get(run.approve("a", "ada", ""))).hasMessageContaining("no step 'a'");
    }

    // ---- pause, cancel, time, money

    @Test
    void aPausedRunBeginsNoStepUntilItIsResumed() {
        Vertx vertx = Vertx.vertx();
        AtomicInteger begun = new AtomicInteger();
        worker(fleet, WorkerOptions.create(), attempt -> {
            begun.incrementAndGet();
            return vertx.timer(20).map(passed -> TaskResult.EMPTY);
        });
        List<Step> chain = new ArrayList<>(List.of(step("s0", "x")));
        for (int i = 1; i < 100; i++) {
            chain.add(step("s" + i, "x").after("s" + (i - 1)));
        }
        WorkflowRun run = start(Workflow.named("chain").steps(chain));
        get(run.pause("ada"));
        get(run.pause("bob"));
        assertThat(get(run.status()).state()).isEqualTo(RunState.PAUSED);
        AtomicInteger last = new AtomicInteger(-1);
        await().during(Duration.ofMillis(500)).until(() -> last.getAndSet(begun.get()) == begun.get());
        assertThat(begun.get()).isLessThan(100);
        get(run.resume());
        get(run.result());
        assertThat(begun.get()).isEqualTo(100);
        get(vertx.close());
    }

    @Test
    void aPauseHoldsARunThatIsTakenOver() {
        agents();
        WorkflowRun run = get(workflows.submit(of(step("a", "a")), RUN));
        get(run.pause("ada"));
        get(workflows.driver(WorkerOptions.create()).start());
        await().until(() -> get(fleet.task("run")).orElseThrow().status() == TaskStatus.RUNNING);
        assertThat(get(run.status()).state()).isEqualTo(RunState.PAUSED);
        assertThat(ran).isEmpty();
        get(run.resume());
        get(run.result());
        assertThat(ran).containsExactly("a");
    }

    @Test
    void aCancelEndsTheRunAndItsTasksAndUndoesNothing() {
        agents();
        WorkflowRun run = start(of(
                step("a", "a").compensate(Task.of("undo a")),
                step("b", "hold b").after("a"),
                step("c", "c").afterEnd("b")));
        awaitRunning("run/b");
        get(run.cancel("wrong branch"));
        assertThatThrownBy(() -> get(run.result()))
                .isInstanceOf(RunCancelledException.class)
                .hasMessageContaining("wrong branch");
        await().until(() -> get(fleet.task("run/b")).orElseThrow().status() == TaskStatus.CANCELLED);
        assertThat(ran).containsExactly("a", "hold b");
    }

    @Test
    void aRunWhoseTimeIsUpFailsAndIsUndone() {
        agents();
        WorkflowRun run = start(of(
                        step("a", "a").compensate(Task.of("undo a")),
                        step("b", "hold b").after("a"),
                        step("c", "c").afterEnd("b"))
                .timeLimit(Duration.ofMillis(700)));
        WorkflowFailedException failure = failureOf(run);
        assertThat(states(failure.result().steps()))
                .isEqualTo(Map.of("a", StepState.SUCCEEDED, "b", StepState.FAILED, "c", StepState.SKIPPED));
        assertThat(ran).containsExactly("a", "hold b", "undo a");
    }

    @Test
    void theClockOfARunThatEndsInTimeIsStopped() {
        agents();
        run(of(step("a", "a")).timeLimit(Duration.ofHours(1)));
        await().until(() -> get(fleet.task("run/+time-limit")).orElseThrow().status() == TaskStatus.CANCELLED);
    }

    @Test
    void noStepBeginsPastTheBudgetButUndoingDoes() {
        agents();
        WorkflowRun run = get(workflows.run(
                of(step("a", "a").compensate(Task.of("undo a")), step("b", "b").after("a")),
                RUN.budget(Budget.cost("0.05"))));
        assertThat(failureOf(run)).hasMessageContaining("step b: the budget of run run is used up");
        assertThat(ran).containsExactly("a", "undo a");
    }

    // ---- durable

    @Test
    void anyDriverRunsWhatWasSubmitted() {
        agents();
        WorkflowRun run = get(workflows.submit(of(step("a", "a")), RUN));
        assertThat(get(run.status()).state()).isEqualTo(RunState.WAITING);
        assertThat(ran).isEmpty();
        get(workflows.driver(WorkerOptions.create()).start());
        assertThat(states(get(run.result()).steps())).containsEntry("a", StepState.SUCCEEDED);
        assertThat(get(run.status()).state()).isEqualTo(RunState.COMPLETED);
    }

    @Test
    void anAgentNeverTakesARun() {
        agents();
        get(workflows.submit(of(step("a", "a")), RUN));
        run(Task.of("other"));
        assertThat(ran).containsExactly("other");
    }

    @Test
    void anotherDriverGoesOnAndNoFinishedStepRunsAgain() {
        agents();
        Codefleet other = connect("memory");
        get(Workflows.on(other).driver(quick()).start());
        WorkflowRun run = get(workflows.submit(
                of(
                        step("a", "a"),
                        step("b", "hold b").after("a"),
                        step("c", "c").after("b")),
                RUN));
        awaitRunning("run/b");
        get(other.close());
        get(workflows.driver(WorkerOptions.create()).start());
        letGo("hold b");
        get(run.result());
        assertThat(ran).containsExactly("a", "hold b", "c");
    }

    @Test
    void whatIsNoRunIsNoRun() {
        agents();
        run(Task.of("x").id("plain"));
        assertThatThrownBy(() -> get(workflows.handle("plain").status())).hasMessageContaining("no run of a workflow");
        assertThatThrownBy(() -> get(workflows.handle("none").status())).isInstanceOf(TaskNotFoundException.class);
    }

    // ---- looking

    @Test
    void theStatusSaysWhereEachStepIs() {
        agents();
        WorkflowRun run = start(of(
                step("a", "a"),
                step("b", "hold b").after("a"),
                step("c", "fail c").asOptional(),
                step("d", "d").afterFailure("a"),
                step("e", "e").after("b")));
        awaitRunning("run/b");
        await().until(() -> get(run.status()).steps().get(2).state() == StepState.FAILED);
        WorkflowStatus status = get(run.status());
        assertThat(states(status.steps()))
                .isEqualTo(Map.of(
                        "a", StepState.SUCCEEDED,
                        "b", StepState.RUNNING,
                        "c", StepState.FAILED,
                        "d", StepState.SKIPPED,
                        "e", StepState.PENDING));
        assertThat(status.toText()).anyMatch(line -> line.contains("> b") && line.contains("running: on "));
        assertThat(status.toText()).anyMatch(line -> line.contains(". e") && line.endsWith("pending: after b"));
        assertThat(status.toMermaid()).contains("n0[\"a<br/>succeeded\"]:::SUCCEEDED", "n0 -. failure .-> n3");
        letGo("hold b");
        get(run.result());
    }

    @Test
    void watchersAreToldHowFarARunIs() {
        agents();
        WorkflowRun run = start(of(step("a", "hold a"), step("b", "b").after("a")));
        Queue<RunProgress> told = new ConcurrentLinkedQueue<>();
        run.progress().handler(told::add);
        awaitRunning("run/a");
        letGo("hold a");
        get(run.result());
        await().until(() -> told.stream().anyMatch(each -> each.total().equals(Optional.of(2L))));
    }
}
