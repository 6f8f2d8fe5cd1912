package io.codefleet.broker.inmemory.internal;

import io.codefleet.Document;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The shared documents of a namespace. They take no part in the steps on tasks, so that they have a lock of their own. */
public final class DocumentStore {
    private final Map<String, Map<String, Document>> kinds = new HashMap<>();

    /** Returns the documents of a kind, by name. */
    public synchronized List<Document> list(String kind) {
        return kinds.getOrDefault(kind, Map.of()).values().stream()
                .sorted(Comparator.comparing(Document::name))
                .toList();
    }

    /** Stores a document if the stored version is the given one's; returns whether it did. */
    public synchronized boolean put(Document document) {
        Map<String, Document> named = kinds.computeIfAbsent(document.kind(), kind -> new HashMap<>());
        Document stored = named.get(document.name());
        if ((stored == null ? 0 : stored.version()) != document.version()) {
            return false;
        }
        if (stored == null && named.size() >= Document.MAX_OF_A_KIND) {
            throw document.tooMany();
        }
        named.put(
                document.name(),
                new Document(document.kind(), document.name(), document.version() + 1, document.content()));
        return true;
    }

    /** Deletes a document; returns whether there was one. */
    public synchronized boolean delete(String kind, String name) {
        Map<String, Document> named = kinds.get(kind);
        return named != null && named.remove(name) != null;
    }
}
