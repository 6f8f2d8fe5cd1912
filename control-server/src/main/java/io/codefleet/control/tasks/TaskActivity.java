package io.codefleet.control.tasks;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.FleetStats;
import io.codefleet.Spending;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Counts of the tasks that ended since a time.
 *
 * @param completed how many have completed
 * @param failed how many have failed
 * @param meanCompletion the mean time from submit to completion of those that have completed; zero if none has
 * @param meanCost the mean price in US dollars of those that have completed or failed; zero if none has
 * @param lastProgress when a task began or ended last, whenever that was
 * @param leasesLost how many attempts have lost their lease
 * @param allowances the limits of the allowances whose tasks were read, by their keys
 */
public record TaskActivity(
        int completed,
        int failed,
        Duration meanCompletion,
        BigDecimal meanCost,
        Optional<Instant> lastProgress,
        int leasesLost,
        Map<String, Allowance> allowances) {
    /** Copies the map. */
    public TaskActivity {
        allowances = Map.copyOf(allowances);
    }

    /** Returns the share of its limit that an allowance has consumed; empty while the allowance is not known. */
    public OptionalDouble usedShare(Spending spending) {
        Allowance allowance = allowances.get(spending.key());
        return allowance == null ? OptionalDouble.empty() : OptionalDouble.of(usedShare(spending, allowance));
    }

    /**
     * Returns the share of its limit that an allowance has consumed, by cost or by tokens, today or in total, whichever is the
     * largest.
     */
    public static double usedShare(Spending spending, Allowance allowance) {
        return Math.max(share(spending.ofToday(), allowance.perDay()), share(spending.total(), allowance.total()));
    }

    private static double share(Spending.Spent spent, Budget limit) {
        double ofCost = limit.maxCost()
                .filter(most -> most.signum() > 0)
                .map(most -> spent.cost().doubleValue() / most.doubleValue())
                .orElse(0.0);
        double ofTokens =
                limit.maxTokens().map(most -> (double) spent.tokens() / most).orElse(0.0);
        return Math.max(ofCost, ofTokens);
    }

    /**
     * Returns for how long tasks have waited for a worker while none began or ended; zero if none waits, or if the namespace is
     * paused.
     *
     * @param stats the fleet in numbers, of the same time
     */
    public Duration stalled(FleetStats stats) {
        if (stats.paused()
                || stats.queued() - stats.waitingForPermit() - withoutWorker(stats) <= 0
                || lastProgress.isEmpty()) {
            return Duration.ZERO;
        }
        // A fleet that had nothing to do is not stuck when the first task comes.
        Duration longestWait = stats.lanes().stream()
                .filter(FleetStats.Lane::waitsForWorker)
                .map(FleetStats.Lane::oldest)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        Duration idle = Duration.between(lastProgress.get(), stats.at());
        Duration shorter = idle.compareTo(longestWait) < 0 ? idle : longestWait;
        return shorter.isNegative() ? Duration.ZERO : shorter;
    }

    /** Returns how many tasks wait for something else than a worker, such as the decision of a person. */
    private static long withoutWorker(FleetStats stats) {
        return stats.lanes().stream()
                .filter(lane -> !lane.waitsForWorker())
                .mapToLong(FleetStats.Lane::queued)
                .sum();
    }
}
