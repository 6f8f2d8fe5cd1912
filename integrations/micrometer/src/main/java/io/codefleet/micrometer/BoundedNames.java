package io.codefleet.micrometer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values of a label that come from outside: the first so many stay as they are, all later ones are {@code other}. Each value is
 * a time series for ever, and a task's type is what its submitter likes.
 */
final class BoundedNames {
    static final String OTHER = "other";

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final int most;

    BoundedNames(int most) {
        this.most = most;
    }

    String of(String name) {
        if (known.contains(name)) {
            return name;
        }
        synchronized (this) {
            return known.size() < most && known.add(name) ? name : OTHER;
        }
    }
}
