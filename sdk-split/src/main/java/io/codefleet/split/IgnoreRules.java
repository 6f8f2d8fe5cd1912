package io.codefleet.split;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.jspecify.annotations.Nullable;

/** Rules of the {@code .gitignore} files of a folder and of those above it, up to the project's. */
final class IgnoreRules {
    private final @Nullable IgnoreRules above;
    /** The folder's path in the project with a slash at its end; empty for the project itself. */
    private final String prefix;

    private final IgnoreNode rules;

    private IgnoreRules(@Nullable IgnoreRules above, String prefix, IgnoreNode rules) {
        this.above = above;
        this.prefix = prefix;
        this.rules = rules;
    }

    /** Returns the rules of the project's own folder; what Git's settings outside of it say to ignore is not known. */
    static IgnoreRules ofProject(Path folder) throws IOException {
        IgnoreNode exclude = new IgnoreNode();
        parse(folder.resolve(".git/info/exclude"), exclude);
        return new IgnoreRules(null, "", exclude).in(folder, "");
    }

    /** Returns the rules of a folder in this one. */
    IgnoreRules in(Path folder, String folderPrefix) throws IOException {
        IgnoreNode node = new IgnoreNode();
        parse(folder.resolve(".gitignore"), node);
        return new IgnoreRules(this, folderPrefix, node);
    }

    private static void parse(Path file, IgnoreNode node) throws IOException {
        if (Files.isRegularFile(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                node.parse(in);
            }
        }
    }

    /** Returns whether the nearest rule for this path ignores it. */
    boolean ignore(String path, boolean isFolder) {
        Boolean ignored = rules.checkIgnored(path.substring(prefix.length()), isFolder);
        if (ignored != null) {
            return ignored;
        }
        return above != null && above.ignore(path, isFolder);
    }
}
