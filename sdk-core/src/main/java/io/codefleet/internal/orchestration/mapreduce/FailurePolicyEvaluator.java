package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.mapreduce.FailurePolicy;
import java.util.Optional;

/** Holds a failure policy against the figures. */
final class FailurePolicyEvaluator {
    private final FailurePolicy policy;

    FailurePolicyEvaluator(FailurePolicy policy) {
        this.policy = policy;
    }

    /**
     * Returns why the policy cannot be met any more, while the run continues; empty while it can.
     *
     * @param total how many items there are, where that is known
     */
    Optional<String> broken(long failed, Optional<Long> total) {
        if (policy == FailurePolicy.FailFast.INSTANCE) {
            return failed > 0 ? Optional.of("an item failed") : Optional.empty();
        }
        return total.flatMap(all -> unmet(all - failed, all));
    }

    /** Returns why this number of items with a value, of all items, does not meet the policy; empty if it does. */
    Optional<String> unmet(long done, long total) {
        long required = required(total);
        return done >= required
                ? Optional.empty()
                : Optional.of("at least " + required + " of " + total + " items must have a value, and " + done
                        + " have or can have one");
    }

    private long required(long total) {
        if (policy instanceof FailurePolicy.AtLeast atLeast) {
            return atLeast.items();
        }
        if (policy instanceof FailurePolicy.AtLeastPercent share) {
            return (long) Math.ceil(total * share.percent() / 100);
        }
        return 0;
    }
}
