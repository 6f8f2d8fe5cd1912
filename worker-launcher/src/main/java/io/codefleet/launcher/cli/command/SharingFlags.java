package io.codefleet.launcher.cli.command;

import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Flags for how a task shares workers and money with others; a mixin. */
final class SharingFlags {
    /** Criterion by which a worker is chosen. */
    private enum Place {
        ANYWHERE,
        ROUND_ROBIN,
        LEAST_BUSY,
        SUCCESS_RATE;

        Placement placement() {
            return switch (this) {
                case ANYWHERE -> Placement.anywhere();
                case ROUND_ROBIN -> Placement.roundRobin();
                case LEAST_BUSY -> Placement.leastBusy();
                case SUCCESS_RATE -> Placement.bySuccessRate();
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

    @Mixin
    private final AllowanceFlags limits = new AllowanceFlags();

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
        return limits.of(allowance).map(task::allowance).orElse(task);
    }
}
