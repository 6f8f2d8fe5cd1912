package io.codefleet.faults.history;

import io.codefleet.Outcome;

/** Fingerprint of an outcome in a history: two observations of one outcome have the same text. */
public final class OutcomeFingerprint {
    private OutcomeFingerprint() {}

    /** Returns all parts of an outcome that must never change, as a text. */
    public static String text(Outcome outcome) {
        String how = outcome.status() + " attempts=" + outcome.attempts() + " at=" + outcome.finishedAt() + " ";
        return how
                + outcome.<String>fold(
                        completed -> History.brief(completed.result().text()),
                        failed -> failed.error().kind() + " " + failed.error().message(),
                        Outcome.Cancelled::reason);
    }
}
