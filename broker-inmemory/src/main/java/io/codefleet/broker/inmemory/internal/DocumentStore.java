package io.codefleet.broker.inmemory.internal;

import io.codefleet.Document;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The shared documents of a namespace. They take no part in the steps on tasks, but share the store's lock. */
public final class DocumentStore {
    private final Map<String, Map<String, Document>> kinds = new HashMap<>();
    private final Object lock;
    private final ChangeRecorder changes;

    DocumentStore(Object lock, ChangeRecorder changes) {
        this.lock = lock;
        this.changes = changes;
    }

    /** Returns the documents of a kind, by name. */
    public List<Document> list(String kind) {
        synchronized (lock) {
            return kinds.getOrDefault(kind, Map.of()).values().stream()
                    .sorted(Comparator.comparing(Document::name))
                    .toList();
        }
    }

    /** Stores a document if the stored version is the given one's; returns whether it did. */
    public boolean put(Document document) {
        synchronized (lock) {
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
            changes.add(() -> new StateChange.DocumentSet(next));
            return true;
        }
    }

    /** Deletes a document; returns whether there was one. */
    public boolean delete(String kind, String name) {
        synchronized (lock) {
            boolean deleted = remove(kind, name);
            if (deleted) {
                changes.add(() -> new StateChange.DocumentDeleted(kind, name));
            }
            return deleted;
        }
    }

    void set(Document document) {
        kinds.computeIfAbsent(document.kind(), kind -> new HashMap<>()).put(document.name(), document);
    }

    boolean remove(String kind, String name) {
        Map<String, Document> named = kinds.get(kind);
        return named != null && named.remove(name) != null;
    }

    /** The changes that make a copy of it. */
    void dump(Consumer<StateChange> to) {
        kinds.values()
                .forEach(named -> named.values().forEach(document -> to.accept(new StateChange.DocumentSet(document))));
    }
}
