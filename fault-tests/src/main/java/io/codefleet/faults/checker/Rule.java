package io.codefleet.faults.checker;

/** Looks at a run for what breaks one or a few invariants. */
interface Rule {
    void check(RecordedRun run, Findings findings);
}
