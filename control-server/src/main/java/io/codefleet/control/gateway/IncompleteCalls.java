package io.codefleet.control.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes of calls that have not arrived completely, of all connections of a gateway. Above the limit, connections of the key that
 * holds the most are refused, the largest first, so that no key can use up what others need. Its methods may be called from any
 * thread.
 */
final class IncompleteCalls {
    private final long maxBytes;
    private final Map<Holder, Integer> held = new HashMap<>();
    private long total;

    /** A connection that holds bytes. */
    interface Holder {
        /** Returns the key of the connection. */
        String actor();

        /** Releases the pieces that the holder has; called on any thread. */
        void refuse();
    }

    IncompleteCalls(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Records how many bytes a connection holds now; 0 for none. Refuses the largest holders while the total is above
     * the limit.
     */
    void update(Holder holder, int bytes) {
        List<Holder> refused = new ArrayList<>();
        synchronized (this) {
            set(holder, bytes);
            while (total > maxBytes) {
                Holder largest = largest();
                set(largest, 0);
                refused.add(largest);
            }
        }
        refused.forEach(Holder::refuse);
    }

    private void set(Holder holder, int bytes) {
        Integer before = bytes == 0 ? held.remove(holder) : held.put(holder, bytes);
        total += bytes - (before == null ? 0 : before);
    }

    private Holder largest() {
        Map<String, Long> ofKeys = new HashMap<>();
        held.forEach((holder, bytes) -> ofKeys.merge(holder.actor(), (long) bytes, Long::sum));
        return held.keySet().stream()
                .max((one, other) -> {
                    int byKey = ofKeys.getOrDefault(one.actor(), 0L).compareTo(ofKeys.getOrDefault(other.actor(), 0L));
                    return byKey == 0 ? held.getOrDefault(one, 0).compareTo(held.getOrDefault(other, 0)) : byKey;
                })
                .orElseThrow();
    }

    /** Returns how many bytes all connections hold. */
    synchronized long bytes() {
        return total;
    }
}
