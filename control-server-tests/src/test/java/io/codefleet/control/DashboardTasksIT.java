package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import io.codefleet.control.auth.Role;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list of tasks: search, many rows, selection, bulk actions and export. */
class DashboardTasksIT extends DashboardFixture {
    private static Locator rows(Page page) {
        return page.locator(".rows tbody tr:not(.space)");
    }

    private void submit(String type, int count) throws Exception {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(Task.of("x").id(type + "-" + i).type(type));
        }
        get(fleet.submitTasks(tasks));
    }

    private TaskStatus status(String id) throws Exception {
        return get(fleet.task(id)).orElseThrow().status();
    }

    @Test
    void theFilterStandsInTheAddress() throws Exception {
        submit("one", 3);
        get(fleet.submitTask(Task.of("x").id("tagged").type("two").tag("team", "red")));
        Page page = open(Role.OBSERVER, "tasks");
        assertThat(rows(page)).hasCount(4);
        press(page, "/");
        page.keyboard().type("one-1");
        page.keyboard().press("Enter");
        assertThat(rows(page)).hasCount(1);
        assertThat(page).hasURL(Pattern.compile("q=one-1"));
        page.navigate(root + "#/tasks?tag=team%3Dred&status=DELAYED%2CQUEUED%2CRUNNING&sort=cost");
        assertThat(rows(page)).hasCount(1);
        assertThat(page.getByLabel("Tags (key=value)")).hasValue("team=red");
        page.goBack();
        assertThat(page.getByLabel("Search")).hasValue("one-1");
    }

    @Test
    void onlyTheRowsInSightAreInTheDocument() throws Exception {
        submit("one", 1000);
        Page page = open(Role.OBSERVER, "tasks");
        assertThat(page.getByText("1,000 tasks")).isVisible();
        Locator list = page.locator(".rows");
        Locator last = page.getByText("one-0", new Page.GetByTextOptions().setExact(true));
        await().until(() -> {
            list.evaluate("list => { list.scrollTop = list.scrollHeight; }");
            return last.isVisible();
        });
        assertThat(rows(page).count()).isLessThan(100);
    }

    @Test
    void allThatMatchAreCancelledAfterTheirNumberWasConfirmed() throws Exception {
        submit("one", 250);
        submit("two", 1);
        Page page = open(Role.OPERATOR, "tasks?type=one");
        button(page, "Cancel all that match").click();
        assertThat(page.getByText("cancel: 250 tasks.")).isVisible();
        assertThat(status("one-0")).isEqualTo(TaskStatus.QUEUED);
        button(page, "cancel 250").click();
        assertThat(page.getByText("250 of 250 tasks: cancel is done.")).isVisible();
        assertThat(status("one-249")).isEqualTo(TaskStatus.CANCELLED);
        assertThat(status("two-0")).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void theSelectedOnesAreCancelledByKeys() throws Exception {
        submit("one", 3);
        Page page = open(Role.OPERATOR, "tasks");
        assertThat(rows(page)).hasCount(3);
        press(page, "jxjjkx");
        assertThat(page.locator(".rows input:checked")).hasCount(2);
        button(page, "Cancel 2 selected").click();
        button(page, "cancel 2").click();
        assertThat(page.getByText("2 of 2 tasks: cancel is done.")).isVisible();
        assertThat(button(page, "Cancel all that match")).isVisible();
        assertThat(List.of(status("one-2"), status("one-1"), status("one-0")))
                .containsExactly(TaskStatus.CANCELLED, TaskStatus.CANCELLED, TaskStatus.QUEUED);
    }

    @Test
    void theMarkStaysOnItsTaskWhenAnotherComesAboveIt() throws Exception {
        submit("one", 1);
        Page page = open(Role.OBSERVER, "tasks");
        assertThat(rows(page)).hasCount(1);
        press(page, "j");
        assertThat(page.locator("tr.marked")).containsText("one-0");
        submit("two", 1);
        assertThat(rows(page)).hasCount(2);
        assertThat(page.locator("tr.marked")).containsText("one-0");
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("one-0");
    }

    @Test
    void anObserverIsNotOfferedBulkActions() throws Exception {
        submit("one", 1);
        Page page = open(Role.OBSERVER, "tasks");
        assertThat(rows(page)).hasCount(1);
        assertThat(page.locator("cf-bulk")).hasCount(0);
    }

    @Test
    void allTasksOfTheListAreExportedWithoutFormulas() throws Exception {
        submit("one", 401);
        get(fleet.submitTask(Task.of("x").id("odd").type("one").project("=1+1").tag("team", "a,b")));
        Page page = open(Role.OBSERVER, "tasks");
        assertThat(page.getByText("402 tasks")).isVisible();
        Download download = page.waitForDownload(() -> button(page, "CSV").click());
        List<String> lines = Files.readAllLines(download.path());
        assertThat(lines).hasSize(403);
        assertThat(lines.get(1))
                .startsWith("odd,one,QUEUED")
                .contains(",'=1+1,")
                .endsWith("\"team=a,b\"");
    }

    @Test
    void aHeldListStaysUntilItIsReleased() throws Exception {
        submit("one", 1);
        Page page = open(Role.OBSERVER, "tasks");
        assertThat(rows(page)).hasCount(1);
        press(page, "h");
        Locator hold = button(page, "Hold still");
        assertThat(hold).hasAttribute("aria-pressed", "true");
        submit("two", 1);
        page.waitForResponse(response -> response.url().contains("/me"), () -> page.evaluate("fetch('api/v1/me')"));
        assertThat(rows(page)).hasCount(1);
        hold.click();
        assertThat(rows(page)).hasCount(2);
    }
}
