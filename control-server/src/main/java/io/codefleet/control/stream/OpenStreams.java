package io.codefleet.control.stream;

import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are open. Its methods may be called from any thread. */
public final class OpenStreams {
    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** One stream. */
    interface Entry {
        /** Ends it with an event that says that the server stops; may be called from any thread. */
        Future<Void> endForShutdown();
    }

    void add(Entry entry) {
        entries.add(entry);
        if (stopping) {
            entry.endForShutdown();
        }
    }

    void remove(Entry entry) {
        entries.remove(entry);
    }

    /** Ends all of them, and each later one, with an event that says that the server stops; completes when they are written. */
    public Future<Void> endForShutdown() {
        stopping = true;
        return Future.join(entries.stream().map(Entry::endForShutdown).toList()).mapEmpty();
    }
}
