package io.codefleet.control.gateway;

import io.codefleet.AuditNote;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.Documents;
import io.codefleet.broker.Broker;
import io.codefleet.control.auth.Role;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The documents as the holder of one key has them. Those of the namespace are for administrators only. Those of attempts, such as
 * transcripts, are for each who may read the task; a worker writes those of the attempts that its key was given, and no other.
 */
final class ScopedDocuments implements Documents {
    private final Broker broker;
    private final Role role;
    private final Optional<WorkerScope> scope;

    ScopedDocuments(Broker broker, Role role, Optional<WorkerScope> scope) {
        this.broker = broker;
        this.role = role;
        this.scope = scope;
    }

    @Override
    public Future<List<Document>> list(String kind) {
        Optional<DocumentOwner> owner;
        try {
            owner = DocumentOwner.of(kind);
        } catch (InvalidInputException e) {
            return Future.failedFuture(e);
        }
        if (isAdministrator() || (owner.isPresent() && role.includes(Role.OBSERVER))) {
            return broker.documents().list(kind);
        }
        if (owner.isEmpty() || scope.isEmpty()) {
            return refused("reads documents of attempts, and no other");
        }
        String task = owner.get().taskId();
        return scope.get()
                .known(List.of(task), broker)
                .compose(known ->
                        known.contains(task) ? broker.documents().list(kind) : Future.succeededFuture(List.of()));
    }

    @Override
    public Future<Boolean> put(Document document, Optional<AuditNote> note) {
        if (isAdministrator()) {
            return broker.documents().put(document, note);
        }
        Optional<DocumentOwner> owner = document.owner();
        if (owner.isEmpty() || scope.isEmpty() || note.isPresent()) {
            return refusedToWrite();
        }
        return scope.get()
                .ran(owner.get())
                .compose(isOwn -> isOwn ? broker.documents().put(document) : refusedToWrite());
    }

    private Future<Boolean> refusedToWrite() {
        return refused("writes documents of the attempts that it was given, and no other");
    }

    @Override
    public Future<Boolean> delete(String kind, String name, Optional<AuditNote> note) {
        return isAdministrator() ? broker.documents().delete(kind, name, note) : refused("deletes no documents");
    }

    private boolean isAdministrator() {
        return role.includes(Role.ADMIN);
    }

    private <T> Future<T> refused(String what) {
        return Future.failedFuture(new BrokerRefusedException("a key with the role " + role.code() + " " + what, null));
    }
}
