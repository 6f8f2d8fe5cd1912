package io.codefleet.agent.workspace.local;

import io.codefleet.Artifact;
import io.codefleet.ArtifactSelection;
import io.codefleet.glob.Globs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files of a folder that a task wants to have. A link is followed nowhere, so that none leads out of the folder; what
 * does not fit any more, or cannot be read, is named without its content.
 */
public final class ArtifactFiles {
    private static final Logger log = LoggerFactory.getLogger(ArtifactFiles.class);
    static final int MAX_FILES = 1_000;
    private static final long MOST_BYTES = 64 * 1024 * 1024;
    /** So many files are looked at, as a pattern may match none of a great many. */
    private static final int MAX_LOOKED_AT = 500_000;

    private final Runnable listed;
    private final Globs.Prefix start;
    private final SortedMap<String, Found> found = new TreeMap<>(Comparator.naturalOrder());
    private int lookedAt;

    /**
     * A file that is wanted.
     *
     * @param names its path, a name at a time
     * @param size its size when it was found
     * @param isText whether its name is one
     */
    private record Found(List<Path> names, long size, boolean isText) {}

    private ArtifactFiles(Globs globs, Runnable listed) {
        this.start = globs.root();
        this.listed = listed;
    }

    /** Returns the files of a selection, in the order of their paths, at most {@value #MAX_FILES}; blocks. */
    public static List<Artifact> read(Path folder, ArtifactSelection selection) throws IOException {
        try (OpenFolder open = OpenFolder.openReal(folder)) {
            return read(open, selection, () -> {});
        }
    }

    /**
     * Returns the files of a selection in an open folder.
     *
     * @param listed is run each time that an entry has been found and before it is looked at, and before a file is read
     */
    static List<Artifact> read(OpenFolder folder, ArtifactSelection selection, Runnable listed) throws IOException {
        if (selection.globs().isEmpty()) {
            return List.of();
        }
        ArtifactFiles files = new ArtifactFiles(selection.toGlobs(), listed);
        files.find(folder);
        List<Artifact> artifacts = new ArrayList<>();
        long room = selection.maxBytes();
        for (String path : files.found.keySet()) {
            Artifact artifact = files.artifact(folder, path, room);
            room -= artifact.form() == Artifact.Form.OMITTED ? 0 : artifact.bytes();
            artifacts.add(artifact);
        }
        return artifacts;
    }

    /** Searches a folder only as far as a pattern may match in it. */
    private void find(OpenFolder folder) throws IOException {
        FileWalk.walk(
                folder,
                new FileWalk.Visitor() {
                    @Override
                    public boolean enters(byte[] path, Path name) {
                        return !start.enter(decoded(path) + "/").isDead();
                    }

                    @Override
                    public boolean file(byte[] path, OpenFolder in, Path name, BasicFileAttributes attributes) {
                        lookedAt++;
                        if (attributes.isRegularFile()
                                && start.enter(decoded(path)).isMatch()) {
                            boolean isText = FileName.text(path).isPresent();
                            List<Path> names =
                                    names(folder.path().relativize(in.path().resolve(name)));
                            found.put(FileName.shown(path), new Found(names, attributes.size(), isText));
                        }
                        return found.size() < MAX_FILES && lookedAt < MAX_LOOKED_AT;
                    }
                },
                listed);
    }

    /** Returns a path as text for a match with a pattern. A byte that is not UTF-8 becomes a replacement character. */
    private static String decoded(byte[] path) {
        return new String(path, StandardCharsets.UTF_8);
    }

    private static List<Path> names(Path path) {
        List<Path> names = new ArrayList<>();
        path.forEach(names::add);
        return names;
    }

    private Artifact artifact(OpenFolder folder, String path, long room) {
        Found file = Optional.ofNullable(found.get(path)).orElseThrow();
        if (!file.isText()) {
            return Artifact.omitted(path, file.size(), "its name is not UTF-8");
        }
        if (file.size() > Math.min(room, MOST_BYTES)) {
            return new Artifact(path, file.size(), Artifact.Form.OMITTED, "");
        }
        listed.run();
        try {
            return read(folder, path, file);
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", path).setCause(e).log("an artifact cannot be read");
            return Artifact.omitted(path, file.size(), "it cannot be read: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException fault && fault.getReason() != null
                ? fault.getReason()
                : e.getClass().getSimpleName();
    }

    private static Artifact read(OpenFolder folder, String path, Found file) throws IOException {
        Deque<OpenFolder> open = new ArrayDeque<>();
        try {
            OpenFolder at = folder;
            int last = file.names().size() - 1;
            for (Path name : file.names().subList(0, last)) {
                at = at.enter(name);
                open.push(at);
            }
            Path name = file.names().get(last);
            // opening what is not a file, such as a pipe, would wait for a writer
            if (!at.attributes(name).isRegularFile()) {
                return Artifact.omitted(path, file.size(), "it is not a file any more");
            }
            try (SeekableByteChannel in = at.read(name)) {
                return read(path, file.size(), in);
            }
        } finally {
            for (OpenFolder each : open) {
                each.close();
            }
        }
    }

    private static Artifact read(String path, long size, SeekableByteChannel in) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) size);
        while (in.size() == size && bytes.hasRemaining() && in.read(bytes) >= 0) {
            // until it has been read or changes
        }
        return bytes.hasRemaining() || in.size() != size
                ? Artifact.omitted(path, in.size(), "it changed while it was read")
                : written(path, bytes.array());
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
