package io.codefleet.agent.workspace.git;

import io.codefleet.agent.workspace.local.FileName;
import io.codefleet.agent.workspace.local.WorkspaceChanges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Difference between two trees; of a great many paths the first.
 *
 * @param before the earlier tree
 * @param after the later tree
 * @param paths the paths that differ
 * @param present those of them that are in the later tree
 * @param number how many paths differ
 */
record TreeDifference(String before, String after, List<byte[]> paths, List<byte[]> present, int number) {
    private static final int MAX_PATHS = 200_000;
    private static final String GONE = "000000";

    /** Compares two trees or commits in the folder of an index. */
    static TreeDifference between(GitIndex index, String before, String after) throws IOException {
        List<byte[]> paths = new ArrayList<>();
        List<byte[]> present = new ArrayList<>();
        int[] number = new int[1];
        String[] modes = new String[1];
        ZeroTerminated texts = new ZeroTerminated(text -> {
            if (modes[0] == null) {
                modes[0] = new String(text, StandardCharsets.ISO_8859_1);
                return true;
            }
            number[0]++;
            if (paths.size() < MAX_PATHS) {
                paths.add(text);
                if (!modes[0].split(" ", -1)[1].equals(GONE)) {
                    present.add(text);
                }
            }
            modes[0] = null;
            return true;
        });
        index.run(
                List.of(),
                texts,
                "diff-tree",
                "-r",
                "-z",
                "--raw",
                "--no-renames",
                "--relative",
                // .gitmodules of an agent could hide the commit of a submodule
                "--ignore-submodules=dirty",
                before,
                after);
        return new TreeDifference(before, after, paths, present, number[0]);
    }

    boolean isEmpty() {
        return number == 0;
    }

    /** Returns the changed paths, up to the limit of a result. */
    WorkspaceChanges changes() {
        List<String> shown = paths.stream().map(FileName::shown).sorted().toList();
        return WorkspaceChanges.files(shown, number - shown.size());
    }
}
