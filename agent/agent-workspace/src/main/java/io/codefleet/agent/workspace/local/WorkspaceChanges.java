package io.codefleet.agent.workspace.local;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Changes of an attempt in its folder.
 *
 * @param files the paths that changed, relative to the folder, in order; not more than a result carries
 * @param omittedFiles how many more there are
 * @param patch the changes, for {@code git apply}; absent if there are none, Git is missing, or they are too large
 * @param omittedBytes the size of a patch that is too large, or how much of it was counted at least
 * @param unreported what may have changed beyond that: a folder, with all in it, or a file that cannot be read
 * @param omittedContent files that the patch has a reference to Git LFS for and not what is in them
 */
public record WorkspaceChanges(
        List<String> files,
        int omittedFiles,
        Optional<String> patch,
        OptionalLong omittedBytes,
        List<String> unreported,
        List<String> omittedContent) {
    /** How many paths a result names. */
    public static final int MAX_FILES = 10_000;
    /** How many paths of the other lists a result names. */
    static final int MAX_OTHERS = 100;

    private static final int MAX_BYTES = 1 << 20;

    /** Nothing changed. */
    public static final WorkspaceChanges NONE = files(List.of());

    public WorkspaceChanges {
        files = List.copyOf(files);
        unreported = List.copyOf(unreported);
        omittedContent = List.copyOf(omittedContent);
    }

    /** Returns the changes to these files, up to the limit of a result. */
    static WorkspaceChanges files(List<String> changed) {
        return files(changed, 0);
    }

    /**
     * Returns the changes to these files, and the number of further ones.
     *
     * @param more how many more there are
     */
    public static WorkspaceChanges files(List<String> changed, int more) {
        int number = 0;
        long bytes = 0;
        while (number < Math.min(changed.size(), MAX_FILES) && bytes <= MAX_BYTES) {
            bytes += changed.get(number).getBytes(StandardCharsets.UTF_8).length;
            number += bytes <= MAX_BYTES ? 1 : 0;
        }
        return new WorkspaceChanges(
                changed.subList(0, number),
                changed.size() - number + more,
                Optional.empty(),
                OptionalLong.empty(),
                List.of(),
                List.of());
    }

    /** Returns a copy with this patch. */
    public WorkspaceChanges patch(String value) {
        return new WorkspaceChanges(files, omittedFiles, Optional.of(value), omittedBytes, unreported, omittedContent);
    }

    /** Returns a copy without a patch, with the size that it would have. */
    public WorkspaceChanges omittedBytes(long value) {
        return new WorkspaceChanges(
                files, omittedFiles, Optional.empty(), OptionalLong.of(value), unreported, omittedContent);
    }

    /** Returns a copy that lists these as unreported, at most the first of them. */
    public WorkspaceChanges unreported(List<String> value) {
        return new WorkspaceChanges(files, omittedFiles, patch, omittedBytes, first(value), omittedContent);
    }

    /** Returns a copy whose patch omits the content of these files; names at most the first of them. */
    public WorkspaceChanges omittedContent(List<String> value) {
        return new WorkspaceChanges(files, omittedFiles, patch, omittedBytes, unreported, first(value));
    }

    private static List<String> first(List<String> all) {
        return all.subList(0, Math.min(all.size(), MAX_OTHERS));
    }
}
