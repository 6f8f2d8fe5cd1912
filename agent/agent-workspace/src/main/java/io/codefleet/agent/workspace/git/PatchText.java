package io.codefleet.agent.workspace.git;

import io.codefleet.agent.workspace.local.CommandRun;
import io.codefleet.agent.workspace.local.FileName;
import io.codefleet.agent.workspace.local.WorkspaceChanges;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes the patch of what differs, of a size that a result may have. Blocks. */
final class PatchText {
    private static final String NO_TEXT = "* -diff\n";
    /** The multiple of the limit up to which the size of a patch that is too large is counted. */
    private static final int COUNTED = 16;

    private final GitIndex index;
    private final Path repository;
    private final int maxBytes;

    /** The part of a patch that is kept, and how much of it there is. */
    private static final class Bounded implements CommandRun.Sink {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final int max;
        private long bytes;

        Bounded(int max) {
            this.max = max;
        }

        @Override
        public boolean take(byte[] read, int length) {
            bytes += length;
            if (isTooLarge()) {
                kept.reset();
            } else {
                kept.write(read, 0, length);
            }
            return bytes <= (long) max * COUNTED;
        }

        boolean isTooLarge() {
            return bytes > max;
        }
    }

    /**
     * Creates a writer of patches.
     *
     * @param repository whose index it is
     */
    PatchText(GitIndex index, Path repository, int maxBytes) {
        this.index = index;
        this.repository = repository;
        this.maxBytes = maxBytes;
    }

    /** Returns these changes with their patch, or with its size if it is too large. */
    WorkspaceChanges of(TreeDifference difference, WorkspaceChanges changes) throws IOException {
        Bounded patch = diff(difference, false);
        Optional<String> text = FileName.text(patch.kept.toByteArray());
        if (text.isEmpty()) {
            // a name that is not UTF-8 would not survive; as Git quotes it it does
            patch = diff(difference, true);
            text = FileName.text(patch.kept.toByteArray());
        }
        if (text.isEmpty()) {
            // nor would a text; as a binary it does
            Files.createDirectories(repository.resolve("info"));
            Files.writeString(repository.resolve("info/attributes"), NO_TEXT);
            patch = diff(difference, true);
            text = FileName.text(patch.kept.toByteArray());
        }
        return patch.isTooLarge() || text.isEmpty()
                ? changes.omittedBytes(patch.bytes)
                : changes.patch(text.get()).omittedContent(pointers(difference));
    }

    private Bounded diff(TreeDifference difference, boolean quoted) throws IOException {
        Bounded patch = new Bounded(maxBytes);
        index.run(
                List.of(),
                patch,
                "-c",
                "core.quotePath=" + quoted,
                "diff",
                "--relative",
                "--binary",
                "--full-index",
                "--no-color",
                "--no-ext-diff",
                "--no-textconv",
                "--submodule=short",
                "--ignore-submodules=dirty",
                "--src-prefix=a/",
                "--dst-prefix=b/",
                "--unified=3",
                "--inter-hunk-context=0",
                "--diff-algorithm=myers",
                difference.before(),
                difference.after());
        return patch;
    }

    /** Returns the files whose content Git LFS stores separately. */
    private List<String> pointers(TreeDifference difference) throws IOException {
        if (!Files.readString(repository.resolve("config"), StandardCharsets.UTF_8)
                .contains("[filter \"lfs\"]")) {
            return List.of();
        }
        List<byte[]> answers = index.texts(difference.present(), "check-attr", "-z", "--stdin", "filter");
        List<String> pointers = new ArrayList<>();
        for (int i = 0; i + 2 < answers.size(); i += 3) {
            if (Arrays.equals(answers.get(i + 2), "lfs".getBytes(StandardCharsets.UTF_8))) {
                pointers.add(FileName.shown(answers.get(i)));
            }
        }
        return pointers.stream().sorted().toList();
    }
}
