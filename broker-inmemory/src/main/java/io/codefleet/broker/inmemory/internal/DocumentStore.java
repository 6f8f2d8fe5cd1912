package io.codefleet.broker.inmemory.internal;

import io.codefleet.AuditNote;
import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The shared documents of a namespace, and those that belong to attempts of its tasks. They share the store's lock. */
public final class DocumentStore {
    private final Map<String, Map<String, Document>> kinds = new HashMap<>();
    /** The kinds of documents that belong to attempts: by task, then by attempt. */
    private final Map<String, TreeMap<Integer, String>> owned = new HashMap<>();

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
            Optional<DocumentOwner> owner = document.owner();
            if (owner.isPresent() && !hasBegun(owner.get())) {
                return false;
            }
            Map<String, Document> named = kinds.getOrDefault(document.kind(), Map.of());
            Document stored = named.get(document.name());
            if ((stored == null ? 0 : stored.version()) != document.version()) {
                return false;
            }
            if (stored == null && named.size() >= document.maxOfKind()) {
                throw document.tooMany();
            }
            owner.ifPresent(this::makeRoom);
            Document next = new Document(document.kind(), document.name(), document.version() + 1, document.content());
            set(next);
            state.changes.add(() -> new StateChange.DocumentSet(next));
            audit(note, by);
            return true;
        }
    }

    private boolean hasBegun(DocumentOwner owner) {
        StoredTask task = state.tasks.get(owner.taskId());
        return task != null && task.attempt >= owner.attempt();
    }

    /** Deletes the documents of the earliest attempt if this is one attempt more than a task may have documents of. */
    private void makeRoom(DocumentOwner owner) {
        TreeMap<Integer, String> attempts = owned.get(owner.taskId());
        if (attempts == null || attempts.size() < DocumentOwner.MAX_ATTEMPTS || attempts.containsKey(owner.attempt())) {
            return;
        }
        String earliest = attempts.firstEntry().getValue();
        for (Document document : list(earliest)) {
            remove(earliest, document.name());
            state.changes.add(() -> new StateChange.DocumentDeleted(earliest, document.name()));
        }
    }

    /** Deletes the documents of all attempts of a task. */
    void forget(String taskId) {
        TreeMap<Integer, String> attempts = owned.remove(taskId);
        if (attempts != null) {
            kinds.keySet().removeAll(attempts.values());
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
        document.owner()
                .ifPresent(owner -> owned.computeIfAbsent(owner.taskId(), task -> new TreeMap<>())
                        .put(owner.attempt(), document.kind()));
    }

    boolean remove(String kind, String name) {
        Map<String, Document> named = kinds.get(kind);
        if (named == null || named.remove(name) == null) {
            return false;
        }
        if (named.isEmpty()) {
            kinds.remove(kind);
            DocumentOwner.of(kind)
                    .ifPresent(owner -> owned.computeIfPresent(owner.taskId(), (task, attempts) -> {
                        attempts.remove(owner.attempt());
                        return attempts.isEmpty() ? null : attempts;
                    }));
        }
        return true;
    }

    /** Writes the changes that make a copy of this store. */
    void dump(Consumer<StateChange> to) {
        kinds.values()
                .forEach(named -> named.values().forEach(document -> to.accept(new StateChange.DocumentSet(document))));
    }
}
