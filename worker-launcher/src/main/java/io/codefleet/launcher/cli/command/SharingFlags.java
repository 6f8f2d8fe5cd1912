package io.codefleet.launcher.cli.command;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for how a task shares workers and money with others; a mixin. */
final class SharingFlags {
    /** Criterion by which a worker is chosen. */
    private enum Place {
        ANYWHERE,
        ROUND_ROBIN,
        LEAST_BUSY,
        SPECIALISED;

        Placement placement() {
            return switch (this) {
                case ANYWHERE -> Placement.anywhere();
                case ROUND_ROBIN -> Placement.roundRobin();
                case LEAST_BUSY -> Placement.leastBusy();
                case SPECIALISED -> Placement.bySuccessRate();
            };
        }

        /** Returns the value as it is written on a command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(names = "--on", paramLabel = "WORKER", description = "Only this worker may run it.")
    private @Nullable String worker;

    @Option(
            names = "--placement",
            paramLabel = "HOW",
            description = "Which worker gets it: ${COMPLETION-CANDIDATES}. Default: anywhere, the first that asks")
    private @Nullable Place place;

    @Option(
            names = "--concurrency",
            paramLabel = "KEY=N",
            description = "At most N tasks of this key run at a time, like repo/shop=1.")
    private Map<String, Integer> concurrency = Map.of();

    @Option(
            names = "--allowance",
            paramLabel = "KEY",
            description = "Count what it costs to this key, like team-a; see codefleet spending.")
    private @Nullable String allowance;

    @Option(
            names = "--allowance-per-day",
            paramLabel = "DOLLARS",
            description = "What all tasks of the key may cost in a day, UTC.")
    private @Nullable String perDay;

    @Option(
            names = "--allowance-total",
            paramLabel = "DOLLARS",
            description = "What all tasks of the key may cost in all.")
    private @Nullable String total;

    /**
     * Returns a copy of a task with the values of the flags.
     *
     * @throws InvalidInputException if flags do not go together, or a value is out of its range
     */
    Task apply(Task task) {
        Task placed = place == null ? task : task.placement(place.placement());
        if (worker != null) {
            if (place != null) {
                throw new InvalidInputException("--placement", "does not go with --on; leave one of them out");
            }
            placed = placed.placement(Placement.worker(worker));
        }
        if (concurrency.size() > 1) {
            throw new InvalidInputException("--concurrency", "names more than one key; a task has one");
        }
        for (Map.Entry<String, Integer> limit : concurrency.entrySet()) {
            placed = placed.concurrency(limit.getKey(), limit.getValue());
        }
        return paid(placed);
    }

    private Task paid(Task task) {
        if (allowance == null) {
            if (perDay != null || total != null) {
                throw new InvalidInputException(
                        perDay != null ? "--allowance-per-day" : "--allowance-total",
                        "is of no allowance; name its key with --allowance");
            }
            return task;
        }
        Allowance of = Allowance.of(allowance);
        of = perDay == null ? of : of.perDay(Budget.cost(perDay));
        return task.allowance(total == null ? of : of.total(Budget.cost(total)));
    }
}
