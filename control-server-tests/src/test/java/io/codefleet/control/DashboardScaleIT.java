package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Large fleets and large patches: the document stays small, and nothing is out of reach. */
class DashboardScaleIT extends DashboardFixture {
    private static final int WORKERS = 1000;
    private static final int TASKS = 20_000;
    private static final int BATCH = 1000;
    /** How many tasks the page asks for at once. */
    private static final int PAGE = 200;

    private static final int MOST_ROWS = 100;
    private static final int MOST_ELEMENTS = 3000;

    /** Scrolls down as far as there are rows, and measures the document at each step. */
    private static final String SCROLL_TO_THE_END = """
        async last => {
          const list = document.querySelector('.rows');
          const most = {rows: 0, elements: 0, steps: 0};
          while (![...list.querySelectorAll('td a')].some(each => each.textContent === last)) {
            list.scrollTop = list.scrollHeight;
            await new Promise(requestAnimationFrame);
            most.rows = Math.max(most.rows, list.querySelectorAll('tbody tr:not(.space)').length);
            most.elements = Math.max(most.elements, document.querySelectorAll('*').length);
            most.steps++;
          }
          return most;
        }""";

    private static Locator rows(Page page) {
        return page.locator(".rows tbody tr:not(.space)");
    }

    private static void scrollTo(Page page, Locator row) {
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            page.locator(".rows").evaluate("list => { list.scrollTop = list.scrollHeight; }");
            return row.isVisible();
        });
    }

    @Test
    void aThousandWorkersAreATableOfFewRows() throws Exception {
        List<Future<?>> starts = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            starts.add(fleet.worker(WorkerOptions.create().id(String.format("w-%04d", i)))
                    .handle("many", attempt -> Future.succeededFuture(TaskResult.text("done")))
                    .start());
        }
        get(Future.all(starts));
        Page page = open(Role.OPERATOR, "workers");
        assertThat(page.getByText("1,001 of 1,001 workers")).isVisible();
        assertThat(rows(page).count()).isLessThan(MOST_ROWS);
        scrollTo(page, page.locator(".rows .copyable:text-is('worker-a')"));
        assertThat(rows(page).count()).isLessThan(MOST_ROWS);
        page.getByLabel("Search").fill("w-0500");
        assertThat(rows(page)).hasCount(1);
        page.navigate(root + "#/overview");
        assertThat(page.getByText("All 1,001 workers")).isVisible();
        assertThat(page.locator("li.worker")).hasCount(24);
    }

    @Test
    void aScrollThroughAllTasksKeepsTheDocumentSmallAndReadsEachPageOnce() throws Exception {
        for (int from = 0; from < TASKS; from += BATCH) {
            List<Task> tasks = new ArrayList<>();
            for (int i = from; i < from + BATCH; i++) {
                tasks.add(Task.of("x").id("one-" + i).type("one"));
            }
            get(fleet.submitTasks(tasks));
        }
        Page page = open(Role.OBSERVER, "tasks");
        assertThat(page.getByText(String.format(Locale.ROOT, "%,d tasks", TASKS)))
                .isVisible();
        List<String> reads = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.url().contains("/api/v1/tasks?")) {
                reads.add(request.url());
            }
        });
        Map<?, ?> most = (Map<?, ?>) page.evaluate(SCROLL_TO_THE_END, "one-0");
        assertThat((Integer) most.get("rows")).isPositive().isLessThan(MOST_ROWS);
        assertThat((Integer) most.get("elements")).isPositive().isLessThan(MOST_ELEMENTS);
        assertThat(reads).doesNotHaveDuplicates().hasSize(TASKS / PAGE - 1);
    }

    @Test
    void aLargePatchIsFolded() throws Exception {
        StringBuilder patch = new StringBuilder();
        for (int file = 0; file < 100; file++) {
            patch.append("diff --git a/f%1$d.java b/f%1$d.java\n--- a/f%1$d.java\n+++ b/f%1$d.java\n@@ -0,0 +1,500 @@\n"
                    .formatted(file));
            patch.append("+class A { int a = 1; }\n".repeat(500));
        }
        get(fleet.worker(WorkerOptions.create().id("patcher"))
                .handle(
                        "patch",
                        attempt ->
                                Future.succeededFuture(TaskResult.text("done").patch(patch.toString(), List.of())))
                .start());
        get(fleet.submitTask(Task.of("x").id("large").type("patch")).compose(handle -> handle.outcome()));
        Page page = open(Role.OBSERVER, "task?id=large");
        assertThat(page.locator(".patch details")).hasCount(100);
        assertThat(page.locator(".patch .line")).hasCount(0);
        page.getByText("f99.java").click();
        assertThat(page.locator(".patch .line")).hasCount(400);
        page.getByText("Show 101 more of 101 lines").click();
        assertThat(page.locator(".patch .line")).hasCount(501);
    }
}
