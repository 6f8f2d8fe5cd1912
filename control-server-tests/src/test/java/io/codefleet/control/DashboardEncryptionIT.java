package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.Placement;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.codec.AesGcmCodec;
import io.codefleet.codec.PayloadKeys;
import io.codefleet.control.auth.Role;
import io.codefleet.json.TranscriptDocuments;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.browser.Accessibility;
import io.codefleet.transcript.TranscriptPart;
import io.codefleet.transcript.TranscriptStep;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Content that is encrypted end to end: the control plane has no key, and the browser of a person with the key shows it. */
class DashboardEncryptionIT extends DashboardFixture {
    private static final byte[] KEY = "for tests only - 32 bytes of key".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "another key, with 32 bytes in it".getBytes(StandardCharsets.UTF_8);

    private RedisTestServer redis;
    private CodefleetClient clients;
    private CodefleetClient keyless;
    private ControlServer blind;
    private String blindRoot;

    @BeforeEach
    void startEncryptedFleet() throws Exception {
        redis = RedisTestServer.start(RedisTestOptions.DEFAULTS);
        CodefleetOptions options = CodefleetOptions.of(redis.uri());
        clients = get(Codefleet.connect(vertx, options.codec(AesGcmCodec.of(PayloadKeys.of("2026-11", KEY, OTHER)))));
        keyless = get(Codefleet.connect(vertx, options.codec(SealedContent.codec())));
        blind = ControlServer.on(vertx, keyless, ControlOptions.defaults());
        blindRoot = "http://127.0.0.1:" + get(blind.listen(0)) + "/";
        get(clients.worker(WorkerOptions.create().id("sealed-worker"))
                .handle(
                        "code",
                        attempt -> attempt.task().prompt().startsWith("fail")
                                ? Future.failedFuture("a secret failure")
                                : Future.succeededFuture(TaskResult.text("a secret answer: Grüße")
                                        .patch(PATCH, List.of("x"))))
                .start());
        get(clients.submitTask(Task.of("a secret prompt").id("secret/1").type("code"))
                .compose(handle -> handle.outcome()));
    }

    @AfterEach
    void stopEncryptedFleet() throws Exception {
        get(blind.close());
        get(keyless.close());
        get(clients.close());
        redis.close();
    }

    private Page blindPage(String address) throws Exception {
        Page page = open(Role.OBSERVER, "overview");
        page.navigate(blindRoot);
        page.getByLabel("API key")
                .fill(get(blind.keys().issue("ann", Role.OPERATOR, Optional.empty()))
                        .token());
        button(page, "Sign in").click();
        assertThat(page.locator("h1")).hasText("Overview");
        page.navigate(blindRoot + "#/" + address);
        return page;
    }

    private static void unlock(Page page, byte[] key) {
        button(page, "Unlock").click();
        page.getByLabel("Keys, one a line")
                .fill("# the fleet's\n2026-11 " + Base64.getEncoder().encodeToString(key));
        page.locator("dialog button[type=submit]").click();
    }

    @Test
    void aPersonWithTheKeyReadsWhatTheServerCannotAndTheKeyStaysInTheTab() throws Exception {
        Page page = blindPage("task?id=secret%2F1");
        List<String> sent = new CopyOnWriteArrayList<>();
        page.onRequest(request -> sent.add(text(request)));
        assertThat(page.getByText("encrypted with the key 2026-11").first()).isAttached();
        assertThat(page.content()).doesNotContain("a secret answer");
        assertThat(Accessibility.faults(page)).isEmpty();

        unlock(page, KEY);
        assertThat(page.getByText("a secret answer: Grüße")).isVisible();
        assertThat(page.locator(".patch .added")).hasText("+new");
        page.getByText("Prompt", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.getByText("a secret prompt", new Page.GetByTextOptions().setExact(true)))
                .isVisible();

        String base64 = Base64.getEncoder().encodeToString(KEY);
        assertThat(sent)
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request)
                        .doesNotContain(base64, new String(KEY, StandardCharsets.UTF_8), "for+tests+only"));
        assertThat((String) page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"))
                .doesNotContain(base64);
        assertThat(page.content()).doesNotContain(base64);
        page.reload();
        assertThat(button(page, "Unlock")).isVisible();
    }

    private static String text(Request request) {
        return request.method() + ' ' + request.url() + ' ' + request.headers() + ' ' + request.postData();
    }

    @Test
    void anotherKeyOfTheSameNameOpensNothing() throws Exception {
        Page page = blindPage("task?id=secret%2F1");
        unlock(page, OTHER);
        assertThat(page.getByText("The content cannot be decrypted")).isVisible();
        assertThat(page.content()).doesNotContain("a secret answer");
    }

    @Test
    void anErrorIsUnlockedToo() throws Exception {
        get(clients.submitTask(Task.of("fail").id("failed").type("code").retry(RetryPolicy.DEFAULT.maxAttempts(1)))
                .compose(handle -> handle.outcome()));
        Page page = blindPage("task?id=failed");
        unlock(page, KEY);
        assertThat(page.getByText("a secret failure").first()).isVisible();
    }

    @Test
    void aControlPlaneWithoutKeysStoresNoTask() {
        assertThatThrownBy(() -> get(keyless.submitTask(Task.of("in the clear").type("code"))))
                .hasMessageContaining("codec");
    }

    @Test
    void aTranscriptIsUnlockedToo() throws Exception {
        TranscriptPart first = new TranscriptPart(
                0, List.of(new TranscriptStep.AgentMessage(Instant.ofEpochMilli(5), "a secret thought: Grüße")), false);
        TranscriptPart last = new TranscriptPart(
                4, List.of(new TranscriptStep.Note(Instant.ofEpochMilli(9), "end", "a secret end")), true);
        String kind = new DocumentOwner("secret/1", 1).kind();
        get(clients.documents()
                .put(new Document(kind, TranscriptDocuments.name(0), 0, TranscriptDocuments.content(first))));
        get(clients.documents()
                .put(new Document(kind, TranscriptDocuments.name(1), 0, TranscriptDocuments.content(last))));
        Page page = blindPage("task?id=secret%2F1");
        page.getByText("Transcript", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.getByText("The transcript is encrypted.")).isVisible();
        assertThat(page.content()).doesNotContain("a secret thought");

        unlock(page, KEY);
        assertThat(page.getByText("a secret thought: Grüße")).isVisible();
        assertThat(page.getByText("3 steps omitted")).isVisible();
        assertThat(page.getByText("a secret end")).isVisible();
        assertThat(Accessibility.faults(page)).isEmpty();

        // the server, which has no key, cannot write it as Markdown
        assertThat(page.getByText("Save as Markdown")).hasCount(0);
        Download json =
                page.waitForDownload(() -> page.getByText("Save as JSON").click());
        assertThat(json.path())
                .content()
                .contains("a secret thought: Grüße", "a secret end")
                .doesNotContain("sealed");
    }

    @Test
    void aPartOfATranscriptThatCannotBeReadIsNamedAndHidesNoOther() throws Exception {
        TranscriptPart first = new TranscriptPart(
                0, List.of(new TranscriptStep.AgentMessage(Instant.ofEpochMilli(5), "a secret thought")), false);
        String kind = new DocumentOwner("secret/1", 1).kind();
        get(clients.documents()
                .put(new Document(kind, TranscriptDocuments.name(0), 0, TranscriptDocuments.content(first))));
        get(clients.documents().put(new Document(kind, TranscriptDocuments.name(1), 0, "damaged")));
        CodefleetClient other = get(Codefleet.connect(
                vertx, CodefleetOptions.of(redis.uri()).codec(AesGcmCodec.of(PayloadKeys.of("2026-11", OTHER, KEY)))));
        get(other.documents()
                .put(new Document(kind, TranscriptDocuments.name(2), 0, TranscriptDocuments.content(first))));
        get(other.close());
        Page page = blindPage("task?id=secret%2F1");
        page.getByText("Transcript", new Page.GetByTextOptions().setExact(true)).click();
        unlock(page, KEY);

        assertThat(page.getByText("a secret thought")).isVisible();
        assertThat(page.getByText("Part transcript.01 is damaged")).isVisible();
        assertThat(page.getByText("Part transcript.02 cannot be decrypted")).isVisible();
        assertThat(Accessibility.faults(page)).isEmpty();
    }

    @Test
    void anApprovalThatCannotBeReadHidesNoOther() throws Exception {
        CodefleetClient other = get(Codefleet.connect(
                vertx, CodefleetOptions.of(redis.uri()).codec(AesGcmCodec.of(PayloadKeys.of("2026-11", OTHER, KEY)))));
        get(other.submitTask(approval("May I be read?", "other/ask")));
        get(other.close());
        get(clients.submitTask(approval("May I deploy?", "deploy/ask")));
        Page page = blindPage("task?id=secret%2F1");
        unlock(page, KEY);
        page.navigate(blindRoot + "#/approvals");

        assertThat(page.getByText("May I deploy?")).isVisible();
        assertThat(page.locator("li").filter(new Locator.FilterOptions().setHasText("other/ask")))
                .containsText("The content cannot be decrypted");
    }

    private static Task approval(String question, String id) {
        return Task.of(question).id(id).type(Workflows.APPROVAL_TYPE).placement(Placement.worker(id));
    }

    @Test
    void theMarkdownOfATranscriptIsRefusedWithTheReason() throws Exception {
        TranscriptPart part = new TranscriptPart(
                0, List.of(new TranscriptStep.AgentMessage(Instant.ofEpochMilli(5), "a secret thought")), true);
        get(clients.documents()
                .put(new Document(
                        new DocumentOwner("secret/1", 1).kind(),
                        TranscriptDocuments.name(0),
                        0,
                        TranscriptDocuments.content(part))));
        String token =
                get(blind.keys().issue("ann", Role.OBSERVER, Optional.empty())).token();
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(blindRoot + "api/v1/tasks/secret%2F1/attempts/1/transcript"))
                                .header("Authorization", "Bearer " + token)
                                .header("Accept", "text/markdown")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(406);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(response.body())
                .contains("content-encrypted", "has no key", "codefleet task ID --transcript --markdown")
                .doesNotContain("thought");
    }
}
