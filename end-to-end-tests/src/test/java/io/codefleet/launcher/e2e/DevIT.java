package io.codefleet.launcher.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.codefleet.agent.test.E2e;
import io.codefleet.agent.test.TraceReceiver;
import io.codefleet.agent.test.TraceReceiver.ReceivedSpan;
import io.codefleet.testing.browser.Browser;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole fleet in one process, as a reader of the guide tries it: one command, {@code curl}, and a browser. */
class DevIT {
    private static final Path GUIDE = Path.of("../docs/guides/control-plane.md");
    private static final String TRACE_OF_CALLER = "4bf92f3577b34da6a3ce929d0e0e4736";

    @TempDir
    private Path folder;

    private LauncherProcess dev(TraceReceiver collector) {
        LauncherProcess dev = LauncherProcess.jar(
                folder,
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        collector.address(),
                        "TRACEPARENT",
                        "00-" + TRACE_OF_CALLER + "-00f067aa0ba902b7-01"),
                "dev",
                "--ask",
                "edit",
                "--port",
                "0",
                "--data",
                folder.resolve(".codefleet/dev").toString(),
                "--opencode",
                E2e.openCode());
        E2e.eventually(() -> assertThat(dev.out()).as(dev.err()).contains("takes tasks"));
        return dev;
    }

    /** Returns what it printed after a word and a colon. */
    private static String printed(LauncherProcess dev, String word) {
        return dev.out()
                .lines()
                .filter(line -> line.startsWith(word + ":"))
                .map(line -> line.substring(word.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /** Runs the commands of the guide, and returns the answer of the server. */
    private JsonObject submitByTheGuide(int port, Path project) throws IOException {
        String commands = TutorialPage.read(GUIDE).blocks().stream()
                .filter(block -> block.isCommand() && block.note().equals("dev"))
                .findFirst()
                .orElseThrow()
                .text()
                .replace("8080", String.valueOf(port));
        String java = String.join(" ", LauncherProcess.java());
        try (TutorialShell shell = new TutorialShell(folder, System.getenv("PATH"))) {
            shell.run("codefleet() { " + java + " -jar " + System.getProperty("codefleet.jar") + " \"$@\"; }");
            shell.run("HOME=" + folder + "; PROJECT=" + project);
            String output = shell.run(commands);
            return output.lines()
                    .filter(line -> line.startsWith("{"))
                    .map(JsonObject::new)
                    .filter(answer -> answer.containsKey("id"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(output));
        }
    }

    @Test
    void aTaskIsSubmittedByCurlFollowedApprovedByAKeyAndItsPatchIsShown() throws Exception {
        try (TraceReceiver collector = TraceReceiver.start();
                LauncherProcess dev = dev(collector);
                Browser browser = new Browser()) {
            URI link = URI.create(printed(dev, "Dashboard"));
            Path project = Path.of(printed(dev, "Project").replace(", a sample with a bug", ""));
            assertThat(project.resolve("Greeter.java")).content().contains("name.length() - 1");
            Page page = browser.open(1200);
            page.navigate(link.toString());
            assertThat(page.locator("h1")).hasText("Overview");
            page.keyboard().type("gt");
            assertThat(page.getByText("No task matches.")).isVisible();
            Page logs = page.context().newPage();
            logs.navigate(link.resolve("/#/logs").toString());
            assertThat(logs.getByText("live").first()).isVisible();

            String id = submitByTheGuide(link.getPort(), project).getString("id");

            page.getByText(id, new Page.GetByTextOptions().setExact(true))
                    .first()
                    .click();
            assertThat(page.locator(".talk")).containsText("greeting() cuts the last letter");
            page.keyboard().type("gn");
            assertThat(page.getByText("Greeter.java").first()).isVisible();
            assertThat(project.resolve("Greeter.java")).content().contains("name.length() - 1");
            // The first press marks it, unless it was there when the page was read first.
            page.keyboard().type("ja");
            assertThat(page.getByText("Nothing waits for a person.")).isVisible();
            page.navigate(link.resolve("/#/task?id=" + id).toString());
            assertThat(page.getByText("✓ completed").first()).isVisible();
            assertThat(page.locator(".patch .added")).containsText("name + \"!\"");
            assertThat(page.locator(".patch .removed")).containsText("name.length() - 1");
            assertThat(project.resolve("Greeter.java")).content().doesNotContain("name.length() - 1");
            assertThat(logs.getByText(id).first()).isVisible();
            assertThat(browser.errors()).isEmpty();
            dev.terminate();
            assertThat(dev.exitCode()).as(dev.err()).isZero();
            assertThat(project).doesNotExist();
            assertTrace(collector.spans(), id);
        }
    }

    private static ReceivedSpan span(List<ReceivedSpan> spans, String name) {
        return spans.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + spans));
    }

    /** Checks that the process sent one trace of the task, which is not that of its own start. */
    private static void assertTrace(List<ReceivedSpan> spans, String task) {
        ReceivedSpan submit = span(spans, "submit general");
        assertThat(submit.attributes()).containsEntry("codefleet.task.id", task);
        assertThat(submit.parent()).isEmpty();
        assertThat(submit.trace()).isNotEqualTo(TRACE_OF_CALLER);
        assertThat(spans).allMatch(each -> each.trace().equals(submit.trace()));
        assertThat(spans).extracting(ReceivedSpan::service).containsOnly("codefleet-control");
        assertThat(span(spans, "attempt general").parent()).isEqualTo(submit.id());
        assertThat(span(spans, "invoke_agent").parent())
                .isEqualTo(span(spans, "attempt general").id());
        assertThat(spans)
                .filteredOn(each -> each.name().startsWith("chat "))
                .extracting(ReceivedSpan::id)
                .contains(span(spans, "execute_tool edit").parent());
    }
}
