package io.codefleet.broker.inmemory;

import io.codefleet.broker.inmemory.internal.NamespaceStore;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stores of this JVM by name. A store goes when its last client leaves. */
final class Stores {
    private static final Map<String, Stores> BY_NAME = new HashMap<>();
    private static final Map<String, InstantSource> CLOCKS = new HashMap<>();

    private final String name;
    private final InstantSource clock;
    private final Map<String, NamespaceStore> namespaces = new HashMap<>();
    private int clients;

    private Stores(String name, InstantSource clock) {
        this.name = name;
        this.clock = clock;
    }

    static synchronized void useClock(String name, InstantSource clock) {
        CLOCKS.put(name, clock);
    }

    /** Returns the store with this name and creates it if it does not exist. Each call needs one call of {@link #leave}. */
    static synchronized Stores enter(String name) {
        Stores stores =
                BY_NAME.computeIfAbsent(name, key -> new Stores(key, CLOCKS.getOrDefault(key, InstantSource.system())));
        stores.clients++;
        return stores;
    }

    /** Returns the namespaces of the store with this name; none if it does not exist. */
    static synchronized List<NamespaceStore> namespaces(String name) {
        Stores stores = BY_NAME.get(name);
        return stores == null ? List.of() : stores.all();
    }

    private synchronized List<NamespaceStore> all() {
        return List.copyOf(namespaces.values());
    }

    static synchronized void leave(Stores stores) {
        stores.clients--;
        if (stores.clients == 0) {
            BY_NAME.remove(stores.name);
            CLOCKS.remove(stores.name);
        }
    }

    synchronized NamespaceStore namespace(String namespace) {
        return namespaces.computeIfAbsent(namespace, key -> new NamespaceStore(key, clock));
    }
}
