package io.codefleet.control.tasks;

import io.codefleet.Allowance;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

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
}
