package io.codefleet.faults.history;

import io.codefleet.Outcome;

/** How histories tell outcomes: two observations of one outcome are the same text. */
public final class OutcomeFingerprint {
    private OutcomeFingerprint() {}

    /** All of an outcome that must never change. */
    public static String text(Outcome outcome) {
        String how = outcome.status() + " attempts=" + outcome.attempts() + " at=" + outcome.finishedAt() + " ";
        if (outcome instanceof Outcome.Completed completed) {
            return how + History.brief(completed.result().text());
        }
        if (outcome instanceof Outcome.Failed failed) {
            return how + failed.error().kind() + " " + failed.error().message();
        }
        return how + ((Outcome.Cancelled) outcome).reason();
    }
}
