package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.glob.Globs;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Selection of the workspace files that a result carries, with limits of their size. Immutable.
 *
 * @param globs paths within the workspace with {@code *}, {@code **}, {@code ?}, {@code [a-z]} and {@code {a,b}}, such as {@code
 *     build/reports/**.xml}, see {@link Globs}; at most 50, of at most 200 characters. A link, and what is in {@code .git}, is never
 *     taken
 * @param maxBytes how large all of them together may be; default 1 MiB. Those that do not fit are named without their content.
 *     The whole result must fit into {@link StorageLimits#maxPayloadBytes()}
 */
@CheckReturnValue
public record ArtifactSelection(List<String> globs, long maxBytes) {
    private static final String FIELD = "agent.artifacts.globs";

    /** How large all files together may be where nothing is said of it. */
    public static final long DEFAULT_MAX_BYTES = 1024 * 1024;

    /** No files. */
    public static final ArtifactSelection NONE = new ArtifactSelection(List.of(), DEFAULT_MAX_BYTES);

    /**
     * @throws InvalidInputException if there are more than {@value Globs#MAX_GLOBS} globs, one is longer than {@value
     *     Globs#MAX_LENGTH} characters, malformed, or can match no file of the workspace, or the size is not positive
     */
    public ArtifactSelection {
        globs = List.copyOf(globs);
        Globs.parse(FIELD, globs);
        Check.positive("agent.artifacts.maxBytes", maxBytes);
    }

    /** Returns its globs, ready to be matched with the paths of files. */
    public Globs toGlobs() {
        return Globs.parse(FIELD, globs);
    }

    /**
     * Returns why a fleet refuses a task that asks for these files: they may be larger than the largest result. Empty if it
     * accepts the task.
     *
     * @param taskId the task that asks for them
     * @param maxPayloadBytes see {@link StorageLimits#maxPayloadBytes()}
     */
    public Optional<PayloadTooLargeException> tooLarge(String taskId, int maxPayloadBytes) {
        return globs.isEmpty() || maxBytes <= maxPayloadBytes
                ? Optional.empty()
                : Optional.of(new PayloadTooLargeException(
                        "agent.artifacts.maxBytes of task " + taskId, maxBytes, maxPayloadBytes));
    }

    /** Creates a selection of the files that match these globs. */
    public static ArtifactSelection of(String... globs) {
        return new ArtifactSelection(Arrays.asList(globs), DEFAULT_MAX_BYTES);
    }

    /** Returns a copy with this limit of all files together. */
    public ArtifactSelection maxBytes(long value) {
        return new ArtifactSelection(globs, value);
    }
}
