package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.control.SealedContent;
import io.codefleet.json.TranscriptDocuments;
import io.codefleet.json.TranscriptJson;
import io.codefleet.transcript.Transcript;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The transcripts of attempts, as JSON and as Markdown. */
final class TranscriptOperations {
    private final CodefleetClient fleet;

    TranscriptOperations(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    Map<String, Operation> operations() {
        return Map.of("getTranscript", this::get);
    }

    private Future<ApiReply> get(ApiCall call) {
        DocumentOwner owner = new DocumentOwner(call.path("id"), call.pathNumber("attempt"));
        boolean markdown = call.header("Accept").orElse("").contains("text/markdown");
        return fleet.documents().list(owner.kind()).map(found -> {
            if (found.isEmpty()) {
                throw problem(ProblemKind.NO_SUCH_RESOURCE, owner, "is not kept");
            }
            List<Document> sealed = found.stream()
                    .filter(document -> document.content().startsWith(SealedContent.PREFIX))
                    .toList();
            if (sealed.isEmpty()) {
                Transcript transcript = TranscriptDocuments.join(owner, found);
                return markdown ? markdown(call, transcript) : ApiReply.ok(TranscriptJson.encode(transcript));
            }
            if (markdown) {
                throw problem(
                        ProblemKind.CONTENT_ENCRYPTED,
                        owner,
                        "is encrypted, and this control plane has no key to write it as Markdown; write it where the key"
                                + " is, by 'codefleet task ID --transcript --markdown --payload-key-file FILE'");
            }
            return ApiReply.ok(encode(owner, sealed));
        });
    }

    private static ApiReply markdown(ApiCall call, Transcript transcript) {
        return FileReply.of(
                call,
                "transcript-" + transcript.attempt() + ".md",
                "text/markdown; charset=utf-8",
                transcript.toMarkdown().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the encrypted parts, for a reader with the key. */
    private static JsonObject encode(DocumentOwner owner, List<Document> parts) {
        JsonArray sealed = new JsonArray();
        parts.forEach(part -> sealed.add(new JsonObject()
                .put("subject", owner.kind() + "/" + part.name())
                .put("content", part.content())));
        return TranscriptJson.encode(new Transcript(owner.taskId(), owner.attempt(), List.of(), false))
                .put("sealed", sealed);
    }

    private static ProblemException problem(ProblemKind kind, DocumentOwner owner, String what) {
        return new ProblemException(Problem.of(
                kind,
                "The transcript of attempt " + owner.attempt() + " of task " + owner.taskId() + " " + what + "."));
    }
}
