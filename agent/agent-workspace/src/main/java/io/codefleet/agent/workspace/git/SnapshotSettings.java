package io.codefleet.agent.workspace.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * Settings of the repository of a snapshot. They are written to its file at once, as each {@code git config} is a process of its
 * own. Blocks.
 */
final class SnapshotSettings {
    /** How the user's files are written to disk is a matter of the machine, unlike how a patch looks. */
    private static final String OF_THE_MACHINE =
            "^(core\\.(autocrlf|eol|symlinks|ignorecase|precomposeunicode)|filter\\.lfs\\.clean)$";

    private static final String LFS = "filter.lfs.clean";
    private static final String ALWAYS = """
            [core]
            \tbare = false
            \tlooseCompression = 0
            """;
    /** The settings that {@code git lfs install --local --skip-smudge} writes. */
    private static final String LFS_FILTER = """
            [filter "lfs"]
            \tclean = git-lfs clean -- %f
            \tsmudge = git-lfs smudge --skip -- %f
            \tprocess = git-lfs filter-process --skip
            \trequired = true
            """;

    private SnapshotSettings() {}

    /** Writes the settings for a folder that is as its user's own Git wrote it. */
    static void writeForFolder(Git git, Path repository) throws IOException {
        List<String[]> found = ofTheMachine(git, repository);
        boolean lfs = found.stream().anyMatch(each -> each[0].equals(LFS));
        write(repository, found, lfs);
    }

    /**
     * Writes the settings for a checkout of this worker.
     *
     * @param lfs whether the worker checks out large files
     */
    static void writeForCheckout(Git git, Path repository, boolean lfs) throws IOException {
        write(repository, ofTheMachine(git, repository), lfs);
    }

    /** Returns names and values. */
    private static List<String[]> ofTheMachine(Git git, Path repository) throws IOException {
        try {
            Map<String, String> ours = Map.of("GIT_DIR", repository.toString());
            return git.local(repository, ours, "config", "--get-regexp", OF_THE_MACHINE)
                    .lines()
                    .map(line -> line.split(" ", 2))
                    .filter(setting -> setting.length == 2)
                    .toList();
        } catch (GitException e) {
            // there are none
            return List.of();
        }
    }

    private static void write(Path repository, List<String[]> found, boolean lfs) throws IOException {
        StringBuilder text = new StringBuilder(ALWAYS);
        for (String[] setting : found) {
            if (!setting[0].equals(LFS)) {
                text.append('\t').append(setting[0].substring("core.".length()));
                text.append(" = \"").append(escaped(setting[1])).append("\"\n");
            }
        }
        if (lfs) {
            text.append(LFS_FILTER);
        }
        Files.writeString(repository.resolve("config"), text, StandardOpenOption.APPEND);
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
