package io.codefleet.samples.review;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.DiffEntry.ChangeType;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.patch.FileHeader.PatchType;
import org.eclipse.jgit.patch.Patch;

/**
 * Part of a change that concerns one file.
 *
 * @param file its path in the repository, after the change
 * @param patch the change as a unified diff
 * @param shown the lines of the changed file that the patch shows, with what is around them
 */
public record FileChange(String file, String patch, List<Lines> shown) {
    /** Lines from the first to the last, from 1. */
    public record Lines(int first, int last) {}

    /** Returns whether the patch shows this line. A comment on another line cannot be placed on the change. */
    public boolean shows(int line) {
        return shown.stream().anyMatch(lines -> lines.first() <= line && line <= lines.last());
    }

    /**
     * Returns the changes in a repository. Omits files that are deleted or not text. Blocks.
     *
     * @param range what Git takes, such as {@code main...HEAD}, and paths after it if only they matter
     */
    public static List<FileChange> in(Path repository, String... range) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("git", "-C", repository.toString(), "-c", "core.quotePath=false"));
        command.addAll(List.of("diff", "--no-color", "--no-ext-diff", "--no-textconv", "--find-renames"));
        command.addAll(List.of(range));
        Process git = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] diff = git.getInputStream().readAllBytes();
        if (git.waitFor() != 0) {
            throw new IOException("git diff " + String.join(" ", range) + " failed in " + repository);
        }
        Patch patch = new Patch();
        patch.parse(diff, 0, diff.length);
        return patch.getFiles().stream()
                .filter(file -> file.getChangeType() != ChangeType.DELETE && file.getPatchType() == PatchType.UNIFIED)
                .filter(file -> !file.getHunks().isEmpty())
                .map(FileChange::of)
                .toList();
    }

    private static FileChange of(FileHeader file) {
        int length = file.getEndOffset() - file.getStartOffset();
        String patch = new String(file.getBuffer(), file.getStartOffset(), length, StandardCharsets.UTF_8);
        List<Lines> shown = file.getHunks().stream()
                .map(hunk -> new Lines(hunk.getNewStartLine(), hunk.getNewStartLine() + hunk.getNewLineCount() - 1))
                .toList();
        return new FileChange(file.getNewPath(), patch, shown);
    }
}
