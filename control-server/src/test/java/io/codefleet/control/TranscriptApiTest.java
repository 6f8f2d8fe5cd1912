package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.codefleet.json.TranscriptDocuments;
import io.codefleet.json.TranscriptJson;
import io.codefleet.transcript.Transcript;
import io.codefleet.transcript.TranscriptPart;
import io.codefleet.transcript.TranscriptStep;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TranscriptApiTest {
    private static final Transcript TRANSCRIPT = new Transcript(
            "nightly/t",
            1,
            List.of(new TranscriptStep.AgentMessage(Instant.ofEpochMilli(5), "<script>hello</script>")),
            true);
    private static final String PATH = "/api/v1/tasks/nightly%2Ft/attempts/1/transcript";

    private ControlFixture fixture;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        key = fixture.key(Role.OBSERVER);
        get(fixture.fleet
                .worker(WorkerOptions.create())
                .handle("general", attempt -> Future.succeededFuture(TaskResult.text("done")))
                .start());
        var unused =
                get(get(fixture.fleet.submitTask(Task.of("x").id("nightly/t"))).outcome());
        TranscriptPart part = new TranscriptPart(0, TRANSCRIPT.steps(), true);
        assertThat(get(fixture.fleet
                        .documents()
                        .put(new Document(
                                new DocumentOwner("nightly/t", 1).kind(),
                                TranscriptDocuments.name(0),
                                0,
                                TranscriptDocuments.content(part)))))
                .isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private HttpResponse<String> transcript(String path, String accept) throws Exception {
        return fixture.http.send(
                fixture.request("GET", path, "", key).header("Accept", accept).build(), BodyHandlers.ofString());
    }

    @Test
    void aTranscriptIsJson() throws Exception {
        HttpResponse<String> response = transcript(PATH, "application/json");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(TranscriptJson.decode("transcript", Buffer.buffer(response.body())))
                .isEqualTo(TRANSCRIPT);
    }

    @Test
    void aTranscriptIsMarkdownForThoseWhoAcceptItAndNoPageOfTheServer() throws Exception {
        HttpResponse<String> response = transcript(PATH, "text/markdown");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/markdown; charset=utf-8");
        assertThat(response.headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("attachment; filename=\"transcript-1.md\"");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.body()).isEqualTo(TRANSCRIPT.toMarkdown());
    }

    @Test
    void anAttemptWithoutATranscriptIsNotFound() throws Exception {
        for (String path : List.of(PATH.replace("/1/", "/2/"), PATH.replace("nightly%2Ft", "other"))) {
            HttpResponse<String> response = transcript(path, "application/json");
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.body()).contains("is not kept");
        }
        assertThat(transcript(PATH.replace("/1/", "/0/"), "application/json").statusCode())
                .isEqualTo(400);
    }
}
