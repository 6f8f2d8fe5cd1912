package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.codefleet.AttemptException;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerOptions;
import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.control.auth.Role;
import io.codefleet.testing.browser.Accessibility;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for a person, and what failed, while more of it arrives. */
class DashboardApprovalsIT extends DashboardFixture {
    private static final int MOST_SHOWN = 50;

    @CanIgnoreReturnValue
    private TaskHandle ask(String id) throws Exception {
        return get(fleet.submitTask(Task.of("May I " + id + "?")
                .id(id)
                .parent(id.substring(0, id.indexOf('/')))
                .type(Workflows.APPROVAL_TYPE)
                .placement(Placement.worker(id))));
    }

    private void fail(String prefix, String type, int count) throws Exception {
        get(fleet.worker(WorkerOptions.create().id("fails-" + prefix).concurrency(MOST_SHOWN))
                .handle(type, attempt -> Future.failedFuture(AttemptException.permanent("broken")))
                .start());
        List<Future<?>> outcomes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            outcomes.add(get(fleet.submitTask(Task.of("x").id(prefix + i).type(type)))
                    .outcome());
        }
        get(Future.all(outcomes));
    }

    private static Locator marked(Page page) {
        return page.locator(".approvals li[aria-current=true]");
    }

    @Test
    void aKeyDecidesOnlyTheApprovalThatIsMarked() throws Exception {
        TaskHandle first = ask("deploy/ask");
        Page page = open(Role.OPERATOR, "approvals");
        assertThat(page.locator(".approvals li")).hasCount(1);
        ask("delete/ask");
        assertThat(page.locator(".approvals li")).hasCount(2);
        assertThat(marked(page)).containsText("deploy/ask");
        press(page, "a");
        get(first.outcome());
        assertThat(page.locator(".approvals li")).hasCount(1);
        assertThat(get(fleet.task("delete/ask")).orElseThrow().status()).isEqualTo(TaskStatus.QUEUED);

        assertThat(marked(page)).hasCount(0);
        press(page, "aj");
        assertThat(marked(page)).containsText("delete/ask");
        assertThat(get(fleet.task("delete/ask")).orElseThrow().status()).isEqualTo(TaskStatus.QUEUED);
        press(page, "a");
        assertThat(page.getByText("Nothing waits for a person.")).isVisible();
    }

    @Test
    void aButtonKeepsTheFocusWhenAnotherRowComesAboveIt() throws Exception {
        fail("early", "bad", 1);
        Page page = open(Role.OPERATOR, "approvals");
        button(page, "Replay early0").focus();
        fail("late", "worse", 1);
        assertThat(button(page, "Replay late0")).isVisible();
        assertThat(button(page, "Replay early0")).isFocused();
    }

    @Test
    void decisionsHideNoFailureAndOnlyWhatIsShownIsMarkedAsSeen() throws Exception {
        fail("real", "bad", MOST_SHOWN + 2);
        fail("rejected", Workflows.APPROVAL_TYPE, MOST_SHOWN);
        Page page = open(Role.OPERATOR, "approvals");
        Locator rows = page.getByLabel("Failed tasks").locator("tbody tr");
        assertThat(rows).hasCount(MOST_SHOWN);
        assertThat(page.getByText("The newest 50 are shown; there are more.")).isVisible();
        assertThat(Accessibility.faults(page)).isEmpty();
        button(page, "Mark as seen").click();
        assertThat(rows).hasCount(2);
        assertThat(page.getByText("there are more")).hasCount(0);
        assertThat(rows.first()).containsText("real1");
    }
}
