package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import io.codefleet.Allowance;
import io.codefleet.Artifact;
import io.codefleet.Backoff;
import io.codefleet.Budget;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.codefleet.json.TranscriptDocuments;
import io.codefleet.testing.browser.Accessibility;
import io.codefleet.transcript.TranscriptPart;
import io.codefleet.transcript.TranscriptStep;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One task, one run, and the figures of all. */
class DashboardTaskIT extends DashboardFixture {
    private static final long EXACT = 9_007_199_254_740_993L;

    private void worker(String type) throws Exception {
        Usage usage =
                Usage.builder().inputTokens(EXACT).cost(new BigDecimal("0.10")).build();
        get(fleet.worker(WorkerOptions.create().id("w-" + type))
                .handle(
                        type,
                        attempt -> attempt.task().prompt().startsWith("fail")
                                ? Future.failedFuture("broken")
                                : Future.succeededFuture(
                                        TaskResult.text("<" + attempt.task().prompt() + ">")
                                                .usage(usage)))
                .start());
    }

    private static void hasNoAccessibilityFault(Page page) {
        assertThat(Accessibility.faults(page)).isEmpty();
    }

    @Test
    void aTaskThatWaitsSaysWhy() throws Exception {
        get(fleet.submitTask(Task.of("x").id("lost").type("review")));
        Page page = open(Role.OBSERVER, "task?id=lost");
        assertThat(page.locator(".timeline")).containsText("none that is present serves its lane");
        assertThat(button(page, "Cancel")).hasCount(0);
    }

    @Test
    void theTimeLineShowsAttemptsAndThePauseBetweenThem() throws Exception {
        worker("flaky");
        RetryPolicy twice = RetryPolicy.DEFAULT.maxAttempts(2).backoff(Backoff.fixed(Duration.ofMillis(300)));
        get(fleet.submitTask(Task.of("fail").id("twice").type("flaky").retry(twice))
                .compose(handle -> handle.outcome()));
        Page page = open(Role.OPERATOR, "task?id=twice");
        Locator timeline = page.locator(".timeline");
        assertThat(timeline).containsText("Attempt 1 on w-flaky");
        assertThat(timeline).containsText("the pause before the next attempt");
        assertThat(timeline).containsText("Attempt 2 on w-flaky");
        button(page, "Replay").click();
        page.locator("[role=status] a").click();
        assertThat(page.locator("h1")).hasText("twice~1");
    }

    @Test
    void aTaskIsSubmittedAgainWithEditsAndShownAsACommand() throws Exception {
        get(fleet.submitTask(Task.of("It's 1").id("first").type("code").tag("team", "red"))
                .compose(handle -> handle.outcome()));
        Page page = open(Role.OPERATOR, "task?id=first");
        page.getByText("As a curl command").click();
        assertThat(page.getByText("curl -sS -X POST")).containsText("It'\\''s 1");
        button(page, "Submit with edits").click();
        hasNoAccessibilityFault(page);
        page.getByLabel("Prompt").fill("It is 2");
        button(page, "Replay with edits").click();
        assertThat(page.locator("h1")).not().hasText("first");
        assertThat(page.locator("details pre").first()).hasText("It is 2");
        String id = page.locator("h1").textContent();
        assertThat(id).startsWith("first~e");
        assertThat(get(fleet.task(id)).orElseThrow().task().tags()).containsEntry("team", "red");
    }

    @Test
    void aRunIsAGraphAndItsAnswersStandSideBySide() throws Exception {
        worker("default");
        Workflow workflow = Workflow.named("release")
                .input("parts", List.of("a", "b"))
                .steps(List.of(
                        Step.task("check", Task.of("check {{ item }}").type("default"))
                                .forEach("{{ input.parts }}"),
                        Step.task("ship", Task.of("ship").type("default")).after("check")));
        get(Workflows.on(fleet).run(workflow, RunOptions.of("run")).compose(run -> run.result()));
        Page page = open(Role.OPERATOR, "runs?id=run");
        assertThat(page.locator(".graph > li")).hasCount(2);
        assertThat(page.locator(".graph > li").last()).containsText("after check");
        page.getByText("Compare").click();
        assertThat(page.locator(".vote")).hasCount(2);
        assertThat(page.locator(".votes")).containsText("<check b>");
        hasNoAccessibilityFault(page);
    }

    @Test
    void theVotesOfAConsensusStandSideBySideWithTheirCount() throws Exception {
        get(Workflows.on(fleet).driver(WorkerOptions.create().id("driver")).start());
        get(Workflows.on(fleet)
                .consensusDriver(WorkerOptions.create().id("panel"))
                .start());
        worker("vote");
        Page page = open(Role.SUBMITTER, "runs");
        String body = """
            {"consensus": {"question": {"prompt": "safe?", "type": "vote"}, "voters": [{"name": "ann", "prompt": "yes"},
              {"name": "bob", "prompt": "no"}, {"name": "cid", "prompt": "Yes"}]}}""";
        APIResponse answer = page.request()
                .put(
                        root + "api/v1/runs/panel",
                        RequestOptions.create()
                                .setHeader("Content-Type", "application/json")
                                .setHeader("X-Codefleet-Request", "1")
                                .setData(body));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        page.navigate(root + "#/runs?id=panel");
        page.getByText("Compare").click();

        assertThat(page.locator("main")).containsText("Agreed by 67 %: <yes>");
        assertThat(page.getByLabel("Candidates").locator("tbody tr")).hasCount(2);
        assertThat(page.getByLabel("Candidates").locator("tbody tr").first()).containsText("67 %");
        assertThat(page.locator(".vote")).hasCount(3);
        assertThat(page.locator(".vote").nth(1)).containsText("bob");
        assertThat(page.locator(".vote").nth(1)).containsText("round 1, counted");
        assertThat(page.locator(".vote").nth(1).locator("pre")).hasText("<no>");
        hasNoAccessibilityFault(page);
    }

    @Test
    void numbersThatADoubleCannotHoldAreShownExactly() throws Exception {
        worker("exact");
        Allowance team = Allowance.of("team").perDay(Budget.cost("0.40")).total(Budget.cost("5"));
        get(fleet.submitTask(Task.of("x").type("exact").allowance(team)).compose(handle -> handle.outcome()));
        Page page = open(Role.OBSERVER, "spending");
        Locator allowances = page.getByLabel("Allowances");
        assertThat(allowances).containsText("9,007,199,254,740,993");
        assertThat(allowances.locator("tbody td").nth(2)).hasText("$0.40");
        assertThat(allowances.locator("tbody td").nth(4)).hasText("$5");
        assertThat(allowances.locator("tbody td").nth(5)).containsText("25 %");
        assertThat(page.getByLabel("Cost by submitter")).containsText("$0.1");
    }

    @Test
    void theFilesOfATaskAreDownloadedAndOneThatWasLeftOutSaysWhy() throws Exception {
        TaskResult result = TaskResult.text("done")
                .artifacts(List.of(
                        new Artifact("out/a b.txt", 5, Artifact.Form.TEXT, "hello"),
                        Artifact.omitted("big.bin", 3 << 20, "is too large")));
        get(fleet.worker(WorkerOptions.create().id("w-files"))
                .handle("files", attempt -> Future.succeededFuture(result))
                .start());
        get(fleet.submitTask(Task.of("x").id("files").type("files")).compose(handle -> handle.outcome()));
        Page page = open(Role.OBSERVER, "task?id=files");
        Download download =
                page.waitForDownload(() -> page.getByText("out/a b.txt").click());
        assertThat(download.suggestedFilename()).isEqualTo("a b.txt");
        assertThat(download.path()).hasContent("hello");
        assertThat(page.locator("main")).containsText("5 bytes");
        assertThat(page.locator("main")).containsText("3 MiB, left out: is too large");
        assertThat(page.getByText("big.bin").locator("xpath=ancestor::a")).hasCount(0);
    }

    @Test
    void theOverviewShowsTheDayTheNewestChangesAndItsFigures() throws Exception {
        worker("exact");
        Task paid = Task.of("x").id("paid").type("exact");
        get(fleet.submitTask(paid.allowance(Allowance.of("team").perDay(Budget.cost("0.40"))))
                .compose(handle -> handle.outcome()));
        get(fleet.submitTask(Task.of("x").id("lost").type("review")));
        Page page = open(Role.OBSERVER, "overview?minutes=60");
        assertThat(card(page, "submitted in 24 h, completed")).containsText("1");
        assertThat(card(page, "submitted in 24 h, failed")).containsText("0");
        assertThat(card(page, "spent today (UTC)")).containsText("$0.1");
        assertThat(card(page, "spent today (UTC)")).containsText("team at 25 % of its limit");
        assertThat(page.locator(".latest li")).hasCount(2);
        assertThat(page.locator(".latest li").last()).containsText("completed paid");
        get(fleet.submitTask(Task.of("x").id("later").type("review")));
        assertThat(page.locator(".latest li").first()).containsText("submitted later");
        assertThat(page.locator("cf-chart canvas")).hasCount(6);
        assertThat(page.locator("cf-chart").filter(new Locator.FilterOptions().setHasText("Cost")))
                .containsText("highest $0.1, in all $0.1");
        assertThat(page.locator(".share")).hasCount(1);
    }

    private static Locator card(Page page, String name) {
        return page.locator(".card").filter(new Locator.FilterOptions().setHasText(name));
    }

    @Test
    void theTranscriptOfEachAttemptIsReadWhenItIsOpened() throws Exception {
        worker("flaky");
        RetryPolicy twice = RetryPolicy.DEFAULT.maxAttempts(2).backoff(Backoff.fixed(Duration.ofMillis(10)));
        get(fleet.submitTask(Task.of("fail").id("told").type("flaky").retry(twice))
                .compose(handle -> handle.outcome()));
        TranscriptPart part = new TranscriptPart(
                0,
                List.of(
                        new TranscriptStep.AgentMessage(Instant.ofEpochMilli(5), "I look <b>first</b>"),
                        new TranscriptStep.ToolStep(
                                Instant.ofEpochMilli(6),
                                Duration.ofSeconds(2),
                                "bash",
                                "{\"command\":\"ls\"}",
                                "a.txt",
                                TranscriptStep.ToolStep.ToolStatus.COMPLETED)),
                false);
        get(fleet.documents()
                .put(new Document(
                        new DocumentOwner("told", 1).kind(),
                        TranscriptDocuments.name(0),
                        0,
                        TranscriptDocuments.content(part))));
        Page page = open(Role.OBSERVER, "task?id=told");
        page.getByText("Transcript", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.getByText("is not kept")).isVisible();

        page.getByLabel("Attempt").selectOption("1");
        assertThat(page.locator(".transcript")).containsText("I look <b>first</b>");
        assertThat(page.locator(".transcript")).containsText("Tool bash completed in 2 s");
        assertThat(page.locator(".transcript")).containsText("a.txt");
        assertThat(page.getByText("The end of the attempt is not recorded.")).isVisible();
        hasNoAccessibilityFault(page);

        // What was read of one attempt is not shown as that of another whose answer takes its time.
        page.route("**/attempts/2/transcript", route -> {});
        page.getByLabel("Attempt").selectOption("2");
        assertThat(page.locator(".transcript")).hasCount(0);
        page.unroute("**/attempts/2/transcript");
    }

    @Test
    void theTranscriptIsSavedAsMarkdown() throws Exception {
        worker("long");
        get(fleet.submitTask(Task.of("x").id("run/long").type("long")).compose(handle -> handle.outcome()));
        String output =
                IntStream.rangeClosed(1, 60).mapToObj(line -> "line " + line).collect(Collectors.joining("\n"));
        TranscriptPart part =
                new TranscriptPart(0, List.of(new TranscriptStep.AgentMessage(Instant.ofEpochMilli(5), output)), true);
        get(fleet.documents()
                .put(new Document(
                        new DocumentOwner("run/long", 1).kind(),
                        TranscriptDocuments.name(0),
                        0,
                        TranscriptDocuments.content(part))));
        Page page = open(Role.OBSERVER, "task?id=run%2Flong");
        page.getByText("Transcript", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator(".transcript")).containsText("… 20 more lines");

        Download markdown = page.waitForDownload(button(page, "Save as Markdown")::click);
        assertThat(markdown.suggestedFilename()).isEqualTo("transcript-run_long-1.md");
        assertThat(markdown.path()).content().startsWith("#").contains("> line 40\n> line 41\n", "> line 60");
        Download json = page.waitForDownload(button(page, "Save as JSON")::click);
        assertThat(json.suggestedFilename()).isEqualTo("transcript-run_long-1.json");
        assertThat(new JsonObject(Files.readString(json.path()))
                        .getJsonArray("steps")
                        .getJsonObject(0)
                        .getString("text"))
                .isEqualTo(output);
        hasNoAccessibilityFault(page);
    }
}
