package io.codefleet.internal.client;

import io.codefleet.AuditNote;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.Documents;
import io.codefleet.json.TranscriptDocuments;
import io.codefleet.transcript.Transcript;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The shared documents of the broker, as long as the client is open. */
record SharedDocuments(BrokerLink link) implements Documents {
    /** Returns what the documents of an attempt hold of its transcript. */
    Future<Optional<Transcript>> transcript(String taskId, int attempt) {
        return Future.succeededFuture(taskId)
                .map(id -> new DocumentOwner(id, attempt))
                .compose(owner -> list(owner.kind())
                        .map(found -> found.isEmpty()
                                ? Optional.empty()
                                : Optional.of(TranscriptDocuments.join(owner, found))));
    }

    @Override
    public Future<List<Document>> list(String kind) {
        return link.ask(broker -> broker.documents().list(kind));
    }

    @Override
    public Future<Boolean> put(Document document, Optional<AuditNote> note) {
        return link.ask(broker -> broker.documents().put(document, note));
    }

    @Override
    public Future<Boolean> delete(String kind, String name, Optional<AuditNote> note) {
        return link.ask(broker -> broker.documents().delete(kind, name, note));
    }
}
