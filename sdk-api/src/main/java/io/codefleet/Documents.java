package io.codefleet;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The shared {@link Document}s of a namespace. Changes are compare-and-set: a writer names the version that it has read, so
 * that two processes never overwrite each other's change unseen. Methods may be called from any thread and fail with {@link
 * io.codefleet.error.BrokerUnavailableException} if the broker does not answer in time.
 */
public interface Documents {
    /** Returns all documents of a kind, by name. One that cannot be read is left out. */
    Future<List<Document>> list(String kind);

    /**
     * Stores a document if the stored version is the given one's. The new version is one higher. Fails with {@link
     * io.codefleet.error.InvalidInputException} if the namespace has {@link Document#maxOfKind()} documents of the kind.
     *
     * @param document its version is that which was read, or 0 for one that must not exist
     * @return whether it was stored; if not, read it again. It is not stored either if it belongs to an attempt that has not
     *     begun, or to a task that does not exist
     */
    default Future<Boolean> put(Document document) {
        return put(document, Optional.empty());
    }

    /**
     * Stores a document as {@link #put(Document)} does, and writes the note to the audit in the same atomic step. Nothing is
     * written if the document is not stored.
     */
    Future<Boolean> put(Document document, Optional<AuditNote> note);

    /** Deletes a document whatever its version, and returns whether there was one. */
    default Future<Boolean> delete(String kind, String name) {
        return delete(kind, name, Optional.empty());
    }

    /**
     * Deletes a document whatever its version, and writes the note to the audit in the same atomic step.
     *
     * @return whether there was one; nothing is written if not
     */
    Future<Boolean> delete(String kind, String name, Optional<AuditNote> note);
}
