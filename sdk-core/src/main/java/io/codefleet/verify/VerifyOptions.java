package io.codefleet.verify;

import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Options of a worker that verifies patches. Immutable; each method that takes an argument returns a changed copy.
 *
 * @param scratch the folder that copies of projects are made in, each removed after its verification; default {@code
 *     codefleet-verify} in the system's folder for temporary files
 * @param root the folder that projects on this machine must lie in, and that relative ones are looked up in; default none
 * @param timeLimit how long the command may run; longer, and it is ended and counts as failed with exit code {@value
 *     #TIMED_OUT}; default ten minutes
 * @param maxOutputBytes how much of the end of the command's output the result has; default 16 KiB
 */
public record VerifyOptions(Path scratch, Optional<Path> root, Duration timeLimit, int maxOutputBytes) {
    /** The exit code of a command that ran too long, as {@code timeout(1)} has it. */
    public static final int TIMED_OUT = 124;

    /** In the system's folder for temporary files, projects anywhere, ten minutes, 16 KiB. */
    public static final VerifyOptions DEFAULT = new VerifyOptions(
            Path.of(System.getProperty("java.io.tmpdir"), "codefleet-verify"),
            Optional.empty(),
            Duration.ofMinutes(10),
            16 * 1024);

    /** @throws InvalidInputException if the time limit or the size is not positive */
    public VerifyOptions {
        if (timeLimit.isZero() || timeLimit.isNegative()) {
            throw new InvalidInputException(
                    "verify.timeLimit", "is " + DurationText.format(timeLimit) + ", must be longer than zero");
        }
        if (maxOutputBytes < 1) {
            throw new InvalidInputException("verify.maxOutputBytes", "is " + maxOutputBytes + ", must be at least 1");
        }
    }

    /** Returns a copy that keeps its copies of projects in this folder. */
    public VerifyOptions scratch(Path value) {
        return new VerifyOptions(value, root, timeLimit, maxOutputBytes);
    }

    /** Returns a copy whose projects must lie in this folder. */
    public VerifyOptions root(Path value) {
        return new VerifyOptions(scratch, Optional.of(value), timeLimit, maxOutputBytes);
    }

    /** Returns a copy whose commands may run this long. */
    public VerifyOptions timeLimit(Duration value) {
        return new VerifyOptions(scratch, root, value, maxOutputBytes);
    }

    /** Returns a copy that returns this much of the output. */
    public VerifyOptions maxOutputBytes(int value) {
        return new VerifyOptions(scratch, root, timeLimit, value);
    }
}
