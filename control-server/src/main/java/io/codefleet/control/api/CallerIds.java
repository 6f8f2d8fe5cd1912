package io.codefleet.control.api;

import io.codefleet.control.auth.Digests;
import io.codefleet.control.auth.Principal;

/** Ids that follow from what a caller sends, so that a repeated request names the same task. */
final class CallerIds {
    private static final int DIGITS = 40;

    private CallerIds() {}

    /**
     * Derives a task id from the key of a caller. The key counts within its owner: two callers may choose the same key,
     * and one caller may retry with a newer API key.
     */
    static String derived(Principal caller, String key) {
        return "key-" + Digests.sha256(caller.owner() + "\n" + key).substring(0, DIGITS);
    }
}
