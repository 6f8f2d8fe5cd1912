package io.codefleet.broker.inmemory.internal;

import io.codefleet.AuditNote;
import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The shared documents of a namespace. They take no part in the steps on tasks, but share the store's lock. */
public final class DocumentStore {
    private final Map<String, Map<String, Document>> kinds = new HashMap<>();
    private final NamespaceState state;

    /** Creates a store whose lock is the state, and whose audit is that of the state. */
    DocumentStore(NamespaceState state) {
        this.state = state;
    }

    /** Returns the documents of a kind, by name. */
    public List<Document> list(String kind) {
        synchronized (state) {
            return kinds.getOrDefault(kind, Map.of()).values().stream()
                    .sorted(Comparator.comparing(Document::name))
                    .toList();
        }
    }

    /** Stores a document if the stored version is the given one's, and then writes the note; returns whether it did. */
    public boolean put(Document document, Optional<AuditNote> note, CodefleetOptions by) {
        synchronized (state) {
            Map<String, Document> named = kinds.getOrDefault(document.kind(), Map.of());
            Document stored = named.get(document.name());
            if ((stored == null ? 0 : stored.version()) != document.version()) {
                return false;
            }
            if (stored == null && named.size() >= Document.MAX_OF_A_KIND) {
                throw document.tooMany();
            }
            Document next = new Document(document.kind(), document.name(), document.version() + 1, document.content());
            set(next);
            state.changes.add(() -> new StateChange.DocumentSet(next));
            audit(note, by);
            return true;
        }
    }

    /** Deletes a document, and writes the note if there was one; returns whether there was. */
    public boolean delete(String kind, String name, Optional<AuditNote> note, CodefleetOptions by) {
        synchronized (state) {
            boolean deleted = remove(kind, name);
            if (deleted) {
                state.changes.add(() -> new StateChange.DocumentDeleted(kind, name));
                audit(note, by);
            }
            return deleted;
        }
    }

    private void audit(Optional<AuditNote> note, CodefleetOptions by) {
        note.ifPresent(each -> {
            state.beginStep();
            state.audit.entry(state.now(), by, each.action(), List.of(each.subject()), each.detail());
        });
    }

    void set(Document document) {
        kinds.computeIfAbsent(document.kind(), kind -> new HashMap<>()).put(document.name(), document);
    }

    boolean remove(String kind, String name) {
        Map<String, Document> named = kinds.get(kind);
        return named != null && named.remove(name) != null;
    }

    /** Writes the changes that make a copy of this store. */
    void dump(Consumer<StateChange> to) {
        kinds.values()
                .forEach(named -> named.values().forEach(document -> to.accept(new StateChange.DocumentSet(document))));
    }
}
