package io.codefleet.launcher.workspace;

import io.codefleet.Artifact;
import io.codefleet.ArtifactSelection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files of a folder that a task wants to have. A link is followed nowhere, so that none leads out of the folder; what
 * does not fit any more is named without its content.
 */
final class ArtifactFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ArtifactFiles.class);
    static final int MAX_FILES = 1_000;
    private static final long MOST_BYTES = 64 * 1024 * 1024;

    private final Path folder;
    private final List<PathMatcher> matchers;
    private final SortedMap<String, Long> found = new TreeMap<>();

    private ArtifactFiles(Path folder, ArtifactSelection selection) {
        this.folder = folder;
        this.matchers = selection.globs().stream()
                .map(glob -> folder.getFileSystem().getPathMatcher("glob:" + glob))
                .toList();
    }

    /** Those of a selection, in the order of their paths, at most {@value #MAX_FILES}; blocks. */
    static List<Artifact> read(Path folder, ArtifactSelection selection) throws IOException {
        if (selection.globs().isEmpty()) {
            return List.of();
        }
        ArtifactFiles files = new ArtifactFiles(folder, selection);
        Files.walkFileTree(folder, files.visitor());
        List<Artifact> artifacts = new ArrayList<>();
        long room = selection.maxBytes();
        for (String path : files.found.keySet()) {
            Artifact artifact = files.artifact(path, files.found.get(path), room);
            room -= artifact.form() == Artifact.Form.OMITTED ? 0 : artifact.bytes();
            artifacts.add(artifact);
        }
        return artifacts;
    }

    private SimpleFileVisitor<Path> visitor() {
        return new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                boolean leaveOut = path.getFileName().toString().equals(".git");
                return leaveOut ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                Path relative = folder.relativize(path);
                if (attributes.isRegularFile() && matchers.stream().anyMatch(glob -> glob.matches(relative))) {
                    found.put(relative.toString().replace('\\', '/'), attributes.size());
                }
                return found.size() < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        };
    }

    private Artifact artifact(String path, long size, long room) {
        if (size > Math.min(room, MOST_BYTES)) {
            return new Artifact(path, size, Artifact.Form.OMITTED, "");
        }
        try (var in = Files.newInputStream(folder.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
            // one byte more than it had tells one that grows from one that does not
            byte[] bytes = in.readNBytes((int) size + 1);
            return bytes.length > size
                    ? new Artifact(path, bytes.length, Artifact.Form.OMITTED, "")
                    : written(path, bytes);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", path).setCause(e).log("an artifact cannot be read");
            return new Artifact(path, size, Artifact.Form.OMITTED, "");
        }
    }

    private static Artifact written(String path, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new Artifact(path, bytes.length, Artifact.Form.TEXT, text);
        } catch (CharacterCodingException e) {
            return new Artifact(
                    path,
                    bytes.length,
                    Artifact.Form.BASE64,
                    Base64.getEncoder().encodeToString(bytes));
        }
    }
}
