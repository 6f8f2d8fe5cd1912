package io.codefleet.faults.process;

import java.util.Locale;

/** Behavior of a task in the worker that runs it. */
public enum TaskBehavior {
    /** It completes soon. */
    WORK,
    /** It takes longer than a lease, and ignores a request to stop. */
    SLOW,
    /** It completes with a result that is too large for a message. */
    LARGE,
    /** Its first two attempts throw. */
    THROWS,
    /** It fails for good. */
    HOPELESS,
    /** Its first attempt is rate-limited and must retry later. */
    RATE_LIMITED,
    /** It does not end before a request to stop, and then not soon. */
    HANGS,
    /** Its first attempt blocks the event loop of its worker for longer than a lease. */
    BLOCKS,
    /** Its first attempt kills the worker's process. */
    KILLS,
    /** It may start only some time after its submit. */
    DELAYED,
    /** It has the highest priority. */
    URGENT,
    /** It has three children. */
    PARENT,
    /** It is one of three of a parent. */
    CHILD,
    /** Two clients submit it under the same id, each with a content of its own. */
    DISPUTED,
    /** It is above the limit of payloads. */
    OVERSIZED,
    /** It is submitted where no more tasks may wait. */
    CROWDED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TaskBehavior of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
