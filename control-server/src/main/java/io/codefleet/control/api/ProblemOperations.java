package io.codefleet.control.api;

import io.codefleet.ErrorKind;
import io.codefleet.control.server.PathPrefix;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The pages that explain each kind of problem and of error of an outcome, as JSON for programs and as HTML for people. */
final class ProblemOperations {
    private final PathPrefix prefix;

    ProblemOperations(PathPrefix prefix) {
        this.prefix = prefix;
    }

    Map<String, Operation> operations() {
        return Map.of("listProblems", this::list, "getProblem", this::get);
    }

    private Future<ApiReply> list(ApiCall call) {
        JsonArray items = new JsonArray();
        for (ProblemKind kind : ProblemKind.values()) {
            items.add(encode(kind));
        }
        JsonArray errors = new JsonArray();
        for (ErrorKind kind : ErrorKind.values()) {
            errors.add(encode(OutcomeError.of(kind)));
        }
        return Future.succeededFuture(
                ApiReply.ok(new JsonObject().put("items", items).put("outcomeErrors", errors)));
    }

    private Future<ApiReply> get(ApiCall call) {
        String code = call.path("code");
        boolean browser = call.header("Accept").orElse("").contains("text/html");
        ApiReply reply = ProblemKind.of(code)
                .map(kind -> browser ? page(kind) : ApiReply.ok(encode(kind)))
                .or(() -> OutcomeError.of(code).map(error -> browser ? page(error) : ApiReply.ok(encode(error))))
                .orElseThrow(() -> new ProblemException(Problem.of(
                        ProblemKind.NO_SUCH_RESOURCE,
                        "There is no kind of problem '" + code + "'; /api/v1/problems lists all.")));
        return Future.succeededFuture(reply);
    }

    private JsonObject encode(OutcomeError error) {
        return new JsonObject()
                .put("type", error.type(prefix))
                .put("title", error.title())
                .put("retryable", error.kind().retryable())
                .put("meaning", error.meaning())
                .put("remedy", error.remedy());
    }

    private JsonObject encode(ProblemKind kind) {
        return new JsonObject()
                .put("type", Problem.type(prefix, kind))
                .put("title", kind.title())
                .put("status", kind.status())
                .put("retryable", kind.retryable())
                .put("meaning", kind.meaning())
                .put("remedy", kind.remedy());
    }

    private ApiReply page(ProblemKind kind) {
        return page(
                kind.title(),
                "Status " + kind.status() + ", type <code>" + Problem.type(prefix, kind) + "</code>.",
                kind.meaning(),
                kind.remedy(),
                "The same request " + (kind.retryable() ? "can" : "cannot") + " succeed later without a change.");
    }

    private static ApiReply page(OutcomeError error) {
        return page(
                error.title(),
                "The error <code>" + error.kind().code() + "</code> of an outcome.",
                error.meaning(),
                error.remedy(),
                "Another attempt " + (error.kind().retryable() ? "can" : "cannot") + " succeed with the same input.");
    }

    /** Returns a page. Its texts are constants of this server, so that it needs no escaping. */
    private static ApiReply page(String title, String about, String meaning, String remedy, String retry) {
        String html = """
                <!doctype html>
                <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>%1$s</title>
                <h1>%1$s</h1>
                <p>%2$s
                <h2>What it means</h2><p>%3$s
                <h2>What to do</h2><p>%4$s
                <p>%5$s
                </html>
                """.formatted(title, about, meaning, remedy, retry);
        return new ApiReply(200, "text/html; charset=utf-8", Buffer.buffer(html));
    }
}
