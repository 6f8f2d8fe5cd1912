package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How patches are divided, colored and compared. */
class DashboardPatchIT extends DashboardFixture {
    private static final String ODD = """
            diff --git a/old.java b/new.java
            similarity index 90%
            rename from old.java
            rename to new.java
            --- a/old.java
            +++ b/new.java
            @@ -1,3 +1,3 @@
             class A {
            --- a/not-a-header
            +++ b/not-a-header
             }
            \\ No newline at end of file
            diff --git a/gone.txt b/gone.txt
            deleted file mode 100644
            --- a/gone.txt
            +++ /dev/null
            @@ -1 +0,0 @@
            -<script>alert(1)</script>
            diff --git a/picture.png b/picture.png
            new file mode 100644
            Binary files /dev/null and b/picture.png differ
            """;

    @Test
    void aLineThatLooksLikeAHeaderIsContent() throws Exception {
        Page page = open(Role.OBSERVER, "tasks");
        Object files = page.evaluate(
                "patch => import('./assets/diff.js').then(diff => diff.files(patch).map(file =>"
                        + " [file.from, file.path, file.added, file.removed, file.notes.length].join(' ')))",
                ODD);
        assertThat(files)
                .isEqualTo(
                        List.of("old.java new.java 1 1 3", "gone.txt gone.txt 0 1 1", "picture.png picture.png 0 0 2"));
    }

    @Test
    void aPatchIsColoredAndItsTextIsOnlyText() throws Exception {
        get(fleet.worker(WorkerOptions.create().id("patcher"))
                .handle(
                        "patch",
                        attempt ->
                                Future.succeededFuture(TaskResult.text("done").patch(ODD, List.of())))
                .start());
        get(fleet.submitTask(Task.of("x").id("odd").type("patch")).compose(handle -> handle.outcome()));
        Page page = open(Role.OBSERVER, "task?id=odd");
        assertThat(page.locator(".patch .hljs-keyword").first()).hasText("class");
        assertThat(page.locator(".patch .removed").last()).hasText("-<script>alert(1)</script>");
        assertThat(page.locator(".patch script")).hasCount(0);
        button(page, "Fold all").click();
        assertThat(page.locator(".patch .line")).hasCount(0);
        button(page, "Unfold all").click();
        assertThat(page.locator(".patch .line").first()).isVisible();
    }

    @Test
    void anEditIsTheDifferenceOnly() throws Exception {
        Page page = open(Role.OBSERVER, "tasks");
        Object patch = page.evaluate(
                "import('./assets/merge.js').then(merge => JSON.stringify(merge.mergePatch("
                        + "{a: 1, gone: 2, inner: {same: [1, 2], other: 1}, big: 3n}, {a: 1, inner: {same: [1, 2], other: 2}, big: 3n, more: {x: 1}})))");
        assertThat(patch).isEqualTo("{\"gone\":null,\"inner\":{\"other\":2},\"more\":{\"x\":1}}");
    }
}
