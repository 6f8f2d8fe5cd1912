package io.codefleet.split;

import io.codefleet.error.InvalidInputException;
import io.codefleet.split.ProjectChunks.Reason;
import io.codefleet.split.ProjectChunks.Skipped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Cuts the files of a project into chunks, each file by its own {@link Structure}. Leaves out what {@code .gitignore} files and
 * {@code .git/info/exclude} say to ignore, {@code .git} itself, and, naming them, links and what is not text in UTF-8 or too
 * large. Immutable; each method that takes an argument returns a changed copy.
 *
 * <p>It reads files, and so blocks: call it on a worker thread ({@code vertx.executeBlocking}).
 */
public final class ProjectSplitter {
    /** The largest file that is read if nothing else is said. */
    public static final int DEFAULT_MAX_FILE_BYTES = 1 << 20;

    /** As Git does: a zero byte among the first of a file makes it binary. */
    private static final int BINARY_LOOK = 8000;

    private final TextSplitter splitter;
    private final int maxFileBytes;
    private final Predicate<String> wanted;

    /** Creates a splitter that cuts each file as this one cuts texts. */
    public ProjectSplitter(TextSplitter splitter) {
        this(splitter, DEFAULT_MAX_FILE_BYTES, path -> true);
    }

    private ProjectSplitter(TextSplitter splitter, int maxFileBytes, Predicate<String> wanted) {
        if (maxFileBytes < 1) {
            throw new InvalidInputException("split.maxFileBytes", "is " + maxFileBytes + ", must be greater than zero");
        }
        this.splitter = splitter;
        this.maxFileBytes = maxFileBytes;
        this.wanted = wanted;
    }

    /** Returns a copy that leaves out larger files, in bytes. */
    public ProjectSplitter maxFileBytes(int value) {
        return new ProjectSplitter(splitter, value, wanted);
    }

    /** Returns a copy for these files only, by their path in the project with {@code /} between names. */
    public ProjectSplitter only(Predicate<String> value) {
        return new ProjectSplitter(splitter, maxFileBytes, value);
    }

    /**
     * Creates a group for each chunk of each file.
     *
     * @throws InvalidInputException if the project is not a folder, or it or one in it cannot be read
     */
    public ProjectChunks byFile(Path project) {
        Walk walk = walk(project);
        return new ProjectChunks(walk.chunks.stream().map(List::of).toList(), walk.skipped);
    }

    /**
     * Groups the small files of one folder, as many as fit the tokens of a chunk; large ones are several chunks.
     *
     * @throws InvalidInputException if the project is not a folder, or it or one in it cannot be read
     */
    public ProjectChunks byFolder(Path project) {
        Walk walk = walk(project);
        List<List<Chunk>> groups = new ArrayList<>();
        String folder = "";
        int tokens = 0;
        for (Chunk chunk : walk.chunks) {
            int more = splitter.count(chunk.text());
            String in = folderOf(chunk.file().orElseThrow());
            if (groups.isEmpty() || !in.equals(folder) || tokens + more > splitter.maxTokens()) {
                groups.add(new ArrayList<>());
                tokens = 0;
            }
            groups.get(groups.size() - 1).add(chunk);
            folder = in;
            tokens += more;
        }
        return new ProjectChunks(groups, walk.skipped);
    }

    private static String folderOf(String file) {
        return file.substring(0, file.lastIndexOf('/') + 1);
    }

    private Walk walk(Path project) {
        try {
            Walk walk = new Walk();
            walk.folder(project, "", IgnoreRules.ofProject(project));
            return walk;
        } catch (IOException e) {
            throw new InvalidInputException("split.project", "cannot be read: " + e);
        }
    }

    /** One way through a project. */
    private final class Walk {
        final List<Chunk> chunks = new ArrayList<>();
        final List<Skipped> skipped = new ArrayList<>();

        /**
         * Splits the files of a folder, then its folders, so that the files of one folder are together; both in the order of
         * their names.
         */
        void folder(Path folder, String prefix, IgnoreRules rules) throws IOException {
            List<Path> entries;
            try (Stream<Path> list = Files.list(folder)) {
                entries = list.sorted().toList();
            }
            List<Path> folders = new ArrayList<>();
            for (Path entry : entries) {
                String path = prefix + entry.getFileName();
                boolean isFolder = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
                if (rules.ignore(path, isFolder) || path.equals(".git") || path.endsWith("/.git")) {
                    continue;
                }
                if (isFolder) {
                    folders.add(entry);
                } else if (wanted.test(path)) {
                    file(entry, path);
                }
            }
            for (Path each : folders) {
                String path = prefix + each.getFileName() + "/";
                folder(each, path, rules.in(each, path));
            }
        }

        private void file(Path file, String path) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                skipped.add(new Skipped(path, Files.isSymbolicLink(file) ? Reason.LINK : Reason.UNREADABLE));
                return;
            }
            try {
                if (Files.size(file) > maxFileBytes) {
                    skipped.add(new Skipped(path, Reason.TOO_LARGE));
                    return;
                }
                split(path, text(Files.readAllBytes(file)));
            } catch (CharacterCodingException e) {
                skipped.add(new Skipped(path, Reason.BINARY));
            } catch (IOException e) {
                skipped.add(new Skipped(path, Reason.UNREADABLE));
            }
        }

        private void split(String path, String text) {
            splitter.structure(Structure.ofFile(path)).split(text).forEach(chunk -> chunks.add(chunk.of(path)));
        }
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        for (int i = 0; i < Math.min(bytes.length, BINARY_LOOK); i++) {
            if (bytes[i] == 0) {
                throw new CharacterCodingException();
            }
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
