package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Artifact;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArtifactApiTest {
    private static final byte[] BYTES = {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2, 3, (byte) 0xff, 9};
    private static final String PAGE = "<script>alert(1)</script>";
    private static final String ARTIFACTS = "/api/v1/tasks/a/artifacts";

    private ControlFixture fixture;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        key = fixture.key(Role.OBSERVER);
        TaskResult result = TaskResult.text("done")
                .patch("--- a\n+++ b\n\u00e9\n", List.of("b"))
                .artifacts(List.of(
                        new Artifact("out/page.html", PAGE.length(), Artifact.Form.TEXT, PAGE),
                        binary("out/pic\u00e9 \"1\".png"),
                        binary("image.svg"),
                        Artifact.omitted("big.bin", 1 << 30, "is too large"),
                        new Artifact("empty", 0, Artifact.Form.TEXT, "")));
        get(fixture.fleet
                .worker(WorkerOptions.create())
                .handle("general", attempt -> Future.succeededFuture(result))
                .start());
        var unused = get(get(fixture.fleet.submitTask(Task.of("x").id("a"))).outcome());
        get(fixture.fleet.submitTask(Task.of("x").id("waits").type("other")));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private static Artifact binary(String path) {
        return new Artifact(
                path, BYTES.length, Artifact.Form.BASE64, Base64.getEncoder().encodeToString(BYTES));
    }

    private HttpResponse<byte[]> file(String path, String... headers) throws Exception {
        HttpRequest.Builder request = fixture.request("GET", path, "", key).header("Accept-Encoding", "gzip");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return fixture.http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private JsonArray list(String id) throws Exception {
        HttpResponse<String> response = fixture.send("GET", "/api/v1/tasks/" + id + "/artifacts", "", key);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body()).getJsonArray("items");
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void eachListedArtifactIsTheFileThatTheAgentLeft() throws Exception {
        JsonArray items = list("a");
        assertThat(items).hasSize(5);
        HttpResponse<byte[]> page = file(items.getJsonObject(0).getString("href"));
        assertThat(new String(page.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(PAGE);
        HttpResponse<byte[]> picture = file(items.getJsonObject(1).getString("href"));
        assertThat(picture.body()).isEqualTo(BYTES);
        assertThat(header(picture, "Content-Type")).isEqualTo("image/png");
        assertThat(header(picture, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"pic_ _1_.png\"; filename*=UTF-8''pic%C3%A9%20%221%22.png");
        assertThat(file(items.getJsonObject(4).getString("href")).body()).isEmpty();
        assertThat(items.getJsonObject(3).getString("omitted")).isEqualTo("is too large");
        assertThat(items.getJsonObject(3).containsKey("href")).isFalse();
        assertThat(list("waits")).isEmpty();
    }

    @Test
    void nothingThatABrowserRunsIsServedAsSuch() throws Exception {
        for (String path : List.of("out%2Fpage.html", "image.svg")) {
            HttpResponse<byte[]> response = file(ARTIFACTS + "/" + path);
            assertThat(header(response, "Content-Type")).isIn("text/plain; charset=utf-8", "application/octet-stream");
            assertThat(header(response, "Content-Disposition")).startsWith("attachment");
            assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(response, "Content-Security-Policy")).contains("sandbox", "default-src 'none'");
            assertThat(header(response, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        }
    }

    @Test
    void aRangeIsAPartOfTheFile() throws Exception {
        String path = ARTIFACTS + "/image.svg";
        for (List<String> each : List.of(
                List.of("bytes=0-0", "bytes 0-0/10", "1"),
                List.of("bytes=2-5", "bytes 2-5/10", "4"),
                List.of("bytes=7-", "bytes 7-9/10", "3"),
                List.of("bytes=7-99", "bytes 7-9/10", "3"),
                List.of("bytes=-4", "bytes 6-9/10", "4"),
                List.of("bytes=-99", "bytes 0-9/10", "10"))) {
            HttpResponse<byte[]> part = file(path, "Range", each.get(0));
            assertThat(part.statusCode()).as(each.get(0)).isEqualTo(206);
            assertThat(header(part, "Content-Range")).isEqualTo(each.get(1));
            assertThat(part.body()).hasSize(Integer.parseInt(each.get(2)));
        }
        assertThat(file(path, "Range", "bytes=2-5").body()).containsExactly('N', 'G', 0, 1);
        for (String all : List.of("bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,3-4", "lines=0-1", "bytes=x-1")) {
            assertThat(file(path, "Range", all).statusCode()).as(all).isEqualTo(200);
        }
        for (List<String> beyond : List.of(
                List.of("/image.svg", "bytes=10-", "bytes */10"),
                List.of("/image.svg", "bytes=999999999999999999-", "bytes */10"),
                List.of("/image.svg", "bytes=-0", "bytes */10"),
                List.of("/empty", "bytes=0-", "bytes */0"))) {
            HttpResponse<byte[]> refused = file(ARTIFACTS + beyond.get(0), "Range", beyond.get(1));
            assertThat(refused.statusCode()).as(beyond.get(1)).isEqualTo(416);
            assertThat(header(refused, "Content-Range")).isEqualTo(beyond.get(2));
            assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void anUnchangedFileIsNotSentAgain() throws Exception {
        for (String path : List.of(ARTIFACTS + "/image.svg", "/api/v1/tasks/a/patch")) {
            HttpResponse<byte[]> first = file(path);
            String tag = header(first, "ETag");
            assertThat(tag).matches("\"[0-9a-f]+\"");
            HttpResponse<byte[]> again = file(path, "If-None-Match", "\"other\", W/" + tag);
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(header(again, "ETag")).isEqualTo(tag);
            assertThat(file(path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
            assertThat(file(path, "Range", "bytes=0-1", "If-Range", tag).statusCode())
                    .isEqualTo(206);
            assertThat(file(path, "Range", "bytes=0-1", "If-Range", "\"other\"").statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<byte[]> patch = file("/api/v1/tasks/a/patch");
        assertThat(header(patch, "Content-Type")).isEqualTo("text/x-diff; charset=utf-8");
        assertThat(new String(patch.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("--- a\n+++ b\n\u00e9\n");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        for (String path : List.of(
                ARTIFACTS + "/none",
                ARTIFACTS + "/big.bin",
                ARTIFACTS + "/out",
                ARTIFACTS + "/..%2F..%2Fetc",
                "/api/v1/tasks/none/artifacts",
                "/api/v1/tasks/none/artifacts/x",
                "/api/v1/tasks/waits/artifacts/x",
                "/api/v1/tasks/waits/patch")) {
            assertThat(file(path).statusCode()).as(path).isEqualTo(404);
        }
    }
}
