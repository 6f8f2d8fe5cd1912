package io.codefleet.launcher.cli.command;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.error.InvalidInputException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that limit an allowance; the flag {@code --allowance} of the command names its key. */
final class AllowanceFlags {
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
     * Returns the allowance of a key; absent without a key.
     *
     * @throws InvalidInputException if there is a limit without a key, or a value is out of its range
     */
    Optional<Allowance> of(@Nullable String key) {
        if (key == null) {
            if (perDay != null || total != null) {
                throw new InvalidInputException(
                        perDay != null ? "--allowance-per-day" : "--allowance-total",
                        "is of no allowance; name its key with --allowance");
            }
            return Optional.empty();
        }
        Allowance allowance = Allowance.of(key);
        allowance = perDay == null ? allowance : allowance.perDay(Budget.cost(perDay));
        return Optional.of(total == null ? allowance : allowance.total(Budget.cost(total)));
    }
}
