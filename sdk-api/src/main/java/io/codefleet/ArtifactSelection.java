package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * Which files of the workspace a result brings along, and how much of them. Immutable.
 *
 * @param globs paths within the workspace with {@code *}, {@code **}, {@code ?}, {@code [a-z]} and {@code {a,b}}, such as {@code
 *     build/reports/**.xml}; a link that leads out of the workspace, and what is in {@code .git}, is none of them
 * @param maxBytes how large all of them together may be; default 1 MiB. Those that do not fit are named without their content.
 *     The whole result must fit into {@link StorageLimits#maxPayloadBytes()}
 */
public record ArtifactSelection(List<String> globs, long maxBytes) {
    /** How large all files together may be where nothing is said of it. */
    public static final long DEFAULT_MAX_BYTES = 1024 * 1024;

    /** No files. */
    public static final ArtifactSelection NONE = new ArtifactSelection(List.of(), DEFAULT_MAX_BYTES);

    /** @throws InvalidInputException if a glob is malformed or leads out of the workspace, or the size is not positive */
    public ArtifactSelection {
        globs = List.copyOf(globs);
        globs.forEach(ArtifactSelection::checkGlob);
        Check.positive("agent.artifacts.maxBytes", maxBytes);
    }

    private static void checkGlob(String glob) {
        Check.notBlank("agent.artifacts.globs", glob);
        if (glob.startsWith("/") || List.of(glob.split("/", -1)).contains("..")) {
            throw new InvalidInputException(
                    "agent.artifacts.globs", "'" + glob + "' leads out of the workspace; write a path within it");
        }
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of("x"));
        } catch (PatternSyntaxException e) {
            throw new InvalidInputException(
                    "agent.artifacts.globs",
                    "'" + glob + "' is no glob: " + e.getDescription() + "; write it like build/reports/**.xml",
                    e);
        }
    }

    /** These files. */
    public static ArtifactSelection of(String... globs) {
        return new ArtifactSelection(Arrays.asList(globs), DEFAULT_MAX_BYTES);
    }

    /** A copy with this limit of all files together. */
    public ArtifactSelection maxBytes(long value) {
        return new ArtifactSelection(globs, value);
    }
}
