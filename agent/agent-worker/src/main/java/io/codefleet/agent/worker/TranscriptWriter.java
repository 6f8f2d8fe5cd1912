package io.codefleet.agent.worker;

import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.Documents;
import io.codefleet.json.TranscriptDocuments;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** Writer of the parts of one transcript to the documents of the attempt. One write is under way at a time. */
final class TranscriptWriter {
    private final Documents documents;
    private final DocumentOwner owner;
    private final Map<Integer, Long> versions = new HashMap<>();

    TranscriptWriter(Documents documents, DocumentOwner owner) {
        this.documents = documents;
        this.owner = owner;
    }

    /**
     * Writes a part. If another version than expected is stored, as after a write whose answer was lost, the stored one is
     * overwritten: the attempt has one writer.
     *
     * @return whether it was stored; if not, the broker does not hold the task any more
     */
    Future<Boolean> write(int slot, String content) {
        return put(slot, content).compose(stored -> stored ? Future.succeededFuture(true) : writeAgain(slot, content));
    }

    private Future<Boolean> put(int slot, String content) {
        long version = versions.getOrDefault(slot, 0L);
        return documents
                .put(new Document(owner.kind(), TranscriptDocuments.name(slot), version, content))
                .map(stored -> {
                    if (stored) {
                        versions.put(slot, version + 1);
                    }
                    return stored;
                });
    }

    private Future<Boolean> writeAgain(int slot, String content) {
        return documents.list(owner.kind()).compose(stored -> {
            String name = TranscriptDocuments.name(slot);
            long version = stored.stream()
                    .filter(document -> document.name().equals(name))
                    .findFirst()
                    .map(Document::version)
                    .orElse(0L);
            if (version == versions.getOrDefault(slot, 0L)) {
                return Future.succeededFuture(false);
            }
            versions.put(slot, version);
            return put(slot, content);
        });
    }
}
