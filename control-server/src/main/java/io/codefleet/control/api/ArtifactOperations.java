package io.codefleet.control.api;

import io.codefleet.Artifact;
import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.error.TaskNotFoundException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files that a completed task has left: its patch and its artifacts. */
final class ArtifactOperations {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String BYTES = "application/octet-stream";
    private static final Set<String> PASSIVE = Set.of(
            "image/png",
            "image/jpeg",
            "image/gif",
            "image/bmp",
            "image/webp",
            "audio/x-wav",
            "video/mp4",
            "video/mpeg",
            "application/zip",
            "application/gzip",
            "application/x-tar");

    private final CodefleetClient fleet;

    ArtifactOperations(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    Map<String, Operation> operations() {
        return Map.of("getPatch", this::patch, "listArtifacts", this::list, "getArtifact", this::get);
    }

    private Future<ApiReply> patch(ApiCall call) {
        String id = call.path("id");
        return result(id)
                .map(result -> result.flatMap(TaskResult::patch)
                        .map(patch -> FileReply.of(
                                call,
                                id + ".patch",
                                "text/x-diff; charset=utf-8",
                                patch.getBytes(StandardCharsets.UTF_8)))
                        .orElseThrow(() -> missing("task " + id + " has no patch")));
    }

    private Future<ApiReply> list(ApiCall call) {
        String id = call.path("id");
        return result(id).map(result -> {
            JsonArray items = new JsonArray();
            String folder = call.address("/api/v1/tasks/" + encode(id) + "/artifacts/");
            artifacts(result).forEach(artifact -> items.add(encode(folder, artifact)));
            return ApiReply.ok(new JsonObject().put("items", items));
        });
    }

    private static JsonObject encode(String folder, Artifact artifact) {
        JsonObject json = new JsonObject().put("path", artifact.path()).put("bytes", artifact.bytes());
        if (artifact.form() == Artifact.Form.OMITTED) {
            return json.put("omitted", reason(artifact));
        }
        return json.put("mediaType", mediaType(artifact)).put("href", folder + encode(artifact.path()));
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Future<ApiReply> get(ApiCall call) {
        String id = call.path("id");
        String path = call.path("path");
        return result(id).map(result -> {
            Artifact artifact = artifacts(result).stream()
                    .filter(each -> each.path().equals(path))
                    .findFirst()
                    .orElseThrow(() -> missing("task " + id + " has no artifact " + path));
            byte[] content = artifact.toBytes()
                    .orElseThrow(() -> missing("artifact " + path + " was left out: " + reason(artifact)));
            return FileReply.of(call, path.substring(path.lastIndexOf('/') + 1), mediaType(artifact), content);
        });
    }

    /**
     * Returns the media type of an artifact. Content that a browser could run, such as HTML, SVG or PDF, is served as
     * text or bytes.
     */
    private static String mediaType(Artifact artifact) {
        @Nullable String guess = URLConnection.guessContentTypeFromName(artifact.path());
        if (artifact.form() == Artifact.Form.TEXT) {
            return TEXT;
        }
        return guess != null && PASSIVE.contains(guess) ? guess : BYTES;
    }

    private static String reason(Artifact artifact) {
        return artifact.reason().orElse("it did not fit into the size that the task allows");
    }

    private static List<Artifact> artifacts(Optional<TaskResult> result) {
        return result.map(TaskResult::artifacts).orElse(List.of());
    }

    private Future<Optional<TaskResult>> result(String id) {
        return fleet.task(id)
                .map(found -> found.orElseThrow(() -> new TaskNotFoundException(id)))
                .map(TaskInfo::outcome)
                .map(outcome -> outcome.filter(Outcome.Completed.class::isInstance)
                        .map(Outcome.Completed.class::cast)
                        .map(Outcome.Completed::result));
    }

    private static ProblemException missing(String detail) {
        return new ProblemException(Problem.of(ProblemKind.NO_SUCH_RESOURCE, detail));
    }
}
