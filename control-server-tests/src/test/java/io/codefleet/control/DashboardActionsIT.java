package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.codefleet.AgentOptions;
import io.codefleet.AttemptException;
import io.codefleet.Budget;
import io.codefleet.Placement;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerState;
import io.codefleet.control.auth.Role;
import io.codefleet.testing.browser.Accessibility;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What people do to workers, tasks and runs, and what they are asked before. */
class DashboardActionsIT extends DashboardFixture {
    private WorkerState worker() throws Exception {
        return get(fleet.workers()).get(0).state();
    }

    private static void hasNoAccessibilityFault(Page page) {
        assertThat(Accessibility.faults(page)).isEmpty();
    }

    @Test
    void aWorkerIsPausedOnlyAfterAConfirmation() throws Exception {
        Page page = open(Role.OPERATOR, "workers");
        button(page, "Pause worker-a").click();
        hasNoAccessibilityFault(page);
        button(page, "Leave it").click();
        assertThat(page.locator("dialog[open]")).hasCount(0);
        assertThat(worker()).isEqualTo(WorkerState.ONLINE);
        button(page, "Pause worker-a").click();
        button(page, "Pause").click();
        assertThat(page.getByText("worker-a: pause is on its way.")).isVisible();
        await().until(() -> worker() == WorkerState.PAUSED);
        button(page, "Resume worker-a").click();
        await().until(() -> worker() == WorkerState.ONLINE);
    }

    @Test
    void aWorkerIsResizedAndDrained() throws Exception {
        Page page = open(Role.OPERATOR, "workers");
        button(page, "Resize worker-a").click();
        page.getByLabel("Slots").fill("7");
        button(page, "Resize").click();
        assertThat(page.locator(".rows")).containsText("0 of 7");
        button(page, "Drain worker-a").click();
        button(page, "Drain").click();
        // A worker that has nothing to finish leaves the list at once.
        await().until(() -> get(fleet.workers()).stream().noneMatch(worker -> worker.state() == WorkerState.ONLINE));
    }

    @Test
    void aWorkerIsRestartedOnlyAfterAConfirmation() throws Exception {
        List<String> commands = new CopyOnWriteArrayList<>();
        get(fleet.worker(WorkerOptions.create().id("worker-b"))
                        .handle("other", attempt -> Future.succeededFuture(TaskResult.text("done")))
                        .start())
                .onCommand(command -> commands.add(command.name()));
        Page page = open(Role.OPERATOR, "workers");
        button(page, "Restart worker-b").click();
        assertThat(page.getByRole(AriaRole.DIALOG)).containsText("starts again as a new process");
        button(page, "Leave it").click();
        button(page, "Restart worker-b").click();
        button(page, "Restart").click();
        assertThat(page.getByText("worker-b: restart is on its way.")).isVisible();
        await().untilAsserted(() -> assertThat(commands).containsExactly("restart"));
    }

    @Test
    void anObserverIsOfferedNoCommand() throws Exception {
        Page page = open(Role.OBSERVER, "workers");
        assertThat(page.locator(".rows")).containsText("worker-a");
        assertThat(page.locator(".actions button")).hasCount(0);
        assertThat(page.getByText("New task")).hasCount(0);
        assertThat(page.getByText("Pause the fleet")).hasCount(0);
    }

    @Test
    void theFleetIsPausedAndResumedOnlyAfterAConfirmation() throws Exception {
        Page page = open(Role.OPERATOR, "overview");
        button(page, "Pause the fleet").click();
        button(page, "Leave it").click();
        assertThat(page.locator("dialog[open]")).hasCount(0);
        assertThat(get(fleet.stats()).paused()).isFalse();
        button(page, "Pause the fleet").click();
        button(page, "Pause").click();
        assertThat(page.getByText("The fleet is paused: no task is handed out."))
                .isVisible();
        assertThat(get(fleet.stats()).paused()).isTrue();
        page.navigate(root + "#/workers");
        assertThat(page.getByText("The fleet is paused: no task is handed out."))
                .isVisible();
        button(page, "Resume the fleet").click();
        button(page, "Resume").click();
        assertThat(button(page, "Pause the fleet")).isVisible();
        assertThat(get(fleet.stats()).paused()).isFalse();
    }

    @Test
    void aRunIsPausedResumedCancelledAndRetried() throws Exception {
        Workflow workflow = Workflow.named("release")
                .steps(List.of(Step.task("wait", Task.of("x").type("review"))));
        get(Workflows.on(fleet).run(workflow, RunOptions.of("run")));
        Page page = open(Role.OPERATOR, "runs?id=run");
        button(page, "Pause").click();
        assertThat(page.getByText("‖ paused")).isVisible();
        button(page, "Resume").click();
        assertThat(button(page, "Pause")).isVisible();
        button(page, "Cancel").click();
        button(page, "Cancel the run").click();
        assertThat(page.getByText("⊘ cancelled").first()).isVisible();
        assertThat(get(fleet.task("run")).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
        button(page, "Retry").click();
        assertThat(page.locator("h1")).hasText("run~1");
        assertThat(button(page, "Pause")).isVisible();
        assertThat(get(fleet.task("run~1")).orElseThrow().status().isTerminal()).isFalse();
    }

    private void fail(String... ids) throws Exception {
        get(fleet.worker(WorkerOptions.create())
                .handle("bad", attempt -> Future.failedFuture(AttemptException.permanent("broken")))
                .start());
        for (String id : ids) {
            get(fleet.submitTask(Task.of("x").id(id).type("bad")).compose(TaskHandle::outcome));
        }
    }

    @Test
    void deadLettersAreReplayedAndPurgedOnlyAfterAConfirmation() throws Exception {
        fail("one", "two", "three", "four");
        Page page = open(Role.OPERATOR, "approvals");
        button(page, "Purge one").click();
        hasNoAccessibilityFault(page);
        button(page, "Leave it").click();
        assertThat(get(fleet.task("one"))).isPresent();
        button(page, "Purge one").click();
        button(page, "Purge").click();
        assertThat(button(page, "Purge one")).hasCount(0);
        assertThat(get(fleet.task("one"))).isEmpty();

        page.navigate(root + "#/task?id=two");
        button(page, "Purge").click();
        button(page, "Purge the task").click();
        assertThat(page.locator(".rows")).containsText("three");
        assertThat(get(fleet.task("two"))).isEmpty();
        button(page, "Replay all that match").click();
        button(page, "replay 2").click();
        assertThat(page.getByText("2 of 2 tasks: replay is done.")).isVisible();
        assertThat(page.locator(".bar")).containsText("4 tasks");
        assertThat(get(fleet.task("four~1")).orElseThrow().status()).isEqualTo(TaskStatus.FAILED);
        button(page, "Purge all that match").click();
        hasNoAccessibilityFault(page);
        button(page, "purge 4").click();
        assertThat(page.getByText("No task matches.")).isVisible();
        assertThat(page.getByText("4 of 4 tasks: purge is done.")).isVisible();
        assertThat(get(fleet.task("three"))).isEmpty();
        assertThat(get(fleet.task("four"))).isEmpty();
    }

    @Test
    void aDecisionIsShownInTheAuditWithItsReason() throws Exception {
        get(fleet.submitTask(Task.of("May I?")
                .id("run/ask")
                .parent("run")
                .type(Workflows.APPROVAL_TYPE)
                .placement(Placement.worker("run/ask"))));
        Page page = open(Role.OPERATOR, "approvals");
        page.getByLabel("Comment").fill("too large, split it");
        button(page, "Reject run/ask").click();
        assertThat(page.getByText("Nothing waits for a person.")).isVisible();
        page.navigate(root + "#/audit");
        page.getByLabel("Action").selectOption("APPROVED,REJECTED");
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody tr")).containsText("rejected");
        assertThat(page.locator("tbody tr")).containsText("run/ask");
        assertThat(page.locator("tbody tr")).containsText("too large, split it");
        hasNoAccessibilityFault(page);
    }

    @Test
    void aTaskIsSubmittedByTheForm() throws Exception {
        Page page = open(Role.SUBMITTER, "tasks");
        press(page, "gc");
        page.getByLabel("Prompt").fill("Rename Foo");
        page.getByLabel("Type").fill("code");
        page.getByLabel("Tags").fill("team=red ticket=42");
        page.getByLabel("Attempts at most").fill("2");
        hasNoAccessibilityFault(page);
        button(page, "Submit").click();
        assertThat(page.getByText("✓ completed")).isVisible();
        Task task =
                get(fleet.task(page.locator("h1").textContent())).orElseThrow().task();
        assertThat(task.tags()).containsEntry("team", "red").containsEntry("ticket", "42");
        assertThat(task.retry().orElseThrow().maxAttempts()).isEqualTo(2);
    }

    @Test
    void aRefusalOfTheServerIsShownAtTheField() throws Exception {
        Page page = open(Role.SUBMITTER, "submit");
        page.getByLabel("Prompt").fill("x");
        page.getByLabel("Tags").fill("=red");
        button(page, "Submit").click();
        assertThat(page.getByLabel("Tags")).hasAttribute("aria-invalid", "true");
        page.getByText("All other members").click();
        page.getByLabel("More, as a JSON object").fill("{broken");
        button(page, "Submit").click();
        assertThat(page.getByText("This is not JSON")).isVisible();
        assertThat(get(fleet.stats()).completed()).isZero();
    }

    @Test
    void aNumberThatADoubleCannotHoldIsSubmittedAgainExactly() throws Exception {
        long exact = 9_007_199_254_740_993L;
        get(fleet.submitTask(
                Task.of("x").id("exact").type("review").agent(AgentOptions.DEFAULT.budget(Budget.tokens(exact)))));
        Page page = open(Role.OPERATOR, "task?id=exact");
        button(page, "Submit with edits").click();
        assertThat(page.getByLabel("The rest (JSON)")).hasValue(java.util.regex.Pattern.compile("9007199254740993"));
        page.getByLabel("Prompt").fill("y");
        button(page, "Submit a new task").click();
        assertThat(page.locator("details pre").first()).hasText("y");
        page.getByText("As a curl command").click();
        assertThat(page.getByText("curl -sS -X POST")).containsText("9007199254740993");
    }

    @Test
    void anIdIsCopied() throws Exception {
        get(fleet.submitTask(Task.of("x").id("mine").type("review")));
        Page page = open(Role.OBSERVER, "task?id=mine");
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        button(page, "Copy mine").click();
        assertThat(page.locator(".title [role=status]")).hasText("copied");
        assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo("mine");
    }
}
