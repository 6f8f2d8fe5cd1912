package io.codefleet.faults.checker;

import io.codefleet.FleetStats;

/** At rest nothing is at work, and the numbers agree. */
final class QuiescenceRule implements Rule {
    @Override
    public void check(RecordedRun run, Findings findings) {
        run.finals().forEach(state -> check(state, findings));
    }

    private static void check(FinalState state, Findings findings) {
        for (FinalTask task : state.tasks()) {
            if (!task.hasEnded()) {
                findings.add(Invariant.NOTHING_AT_WORK_AT_REST, task.id(), "is still " + task.status());
            }
        }
        FleetStats stats = state.stats();
        if (stats.queued() != 0 || stats.delayed() != 0 || stats.running() != 0) {
            findings.add(
                    Invariant.NOTHING_AT_WORK_AT_REST,
                    "",
                    "namespace " + state.namespace() + " counts " + stats.queued() + " queued, " + stats.delayed()
                            + " delayed, " + stats.running() + " running");
        }
        agree(state, "submitted", stats.submitted(), state.tasks().size(), findings);
        agree(state, "completed", stats.completed(), count(state, "COMPLETED"), findings);
        agree(state, "failed", stats.failed(), count(state, "FAILED"), findings);
        agree(state, "cancelled", stats.cancelled(), count(state, "CANCELLED"), findings);
    }

    private static long count(FinalState state, String status) {
        return state.tasks().stream()
                .filter(task -> task.status().equals(status))
                .count();
    }

    private static void agree(FinalState state, String name, long counted, long there, Findings findings) {
        if (counted != there) {
            findings.add(
                    Invariant.COUNTERS_AGREE,
                    "",
                    "namespace " + state.namespace() + " counts " + counted + " " + name + ", there are " + there);
        }
    }
}
