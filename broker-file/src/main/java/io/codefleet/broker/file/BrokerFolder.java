package io.codefleet.broker.file;

import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.stream.Stream;

/** The folder of a broker, with a folder in it for each namespace, and what is done to their files as wholes. Blocks. */
final class BrokerFolder {
    static final int LAYOUT = 1;
    private static final String LAYOUT_FILE = "codefleet-broker.json";

    private BrokerFolder() {}

    /**
     * Opens the folder of a namespace; makes both folders if they are missing.
     *
     * @throws UnsupportedVersionException if the folder was written by a newer version
     * @throws MalformedDataException if its description cannot be read
     * @throws BrokerRefusedException if it is not a folder of a broker, or cannot be used
     */
    static NamespaceFolder open(Path root, String namespace) {
        try {
            make(root);
            checkLayout(root);
            Path folder = root.resolve("namespace-" + namespace);
            make(folder);
            return NamespaceFolder.of(folder);
        } catch (IOException e) {
            throw new BrokerRefusedException(
                    "the folder " + root + " cannot be used: " + e + "; give one that this user may write", e);
        }
    }

    private static void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            restrict(folder, "rwx------");
            syncFolder(parent(folder));
        }
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(
                path.toAbsolutePath().getParent(), "the root of a file system cannot be the folder of a broker");
    }

    private static void restrict(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    private static void checkLayout(Path root) throws IOException {
        Path file = root.resolve(LAYOUT_FILE);
        if (!Files.exists(file)) {
            try (Stream<Path> content = Files.list(root)) {
                if (content.anyMatch(path -> !path.getFileName().toString().startsWith(LAYOUT_FILE))) {
                    throw new BrokerRefusedException(
                            "the folder " + root + " holds files of something else than a broker; give an empty folder",
                            null);
                }
            }
            replace(file, new JsonObject().put("layout", LAYOUT).encode().getBytes(StandardCharsets.UTF_8));
        }
        int layout = layout(file);
        if (layout > LAYOUT) {
            throw UnsupportedVersionException.ofForm("the folder " + root, layout, LAYOUT);
        }
    }

    private static int layout(Path file) throws IOException {
        try {
            return new JsonObject(Files.readString(file)).getInteger("layout");
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            throw new MalformedDataException(
                    file.toString(), "does not say which layout the folder has; restore it from a copy", e);
        }
    }

    /** Writes a file as a whole: after a crash it is the old one or the new one. */
    static void replace(Path file, byte[] content) throws IOException {
        Path next = Files.createTempFile(parent(file), file.getFileName() + ".", ".new");
        try {
            restrict(next, "rw-------");
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                writeAll(channel, content);
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder(parent(file));
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static void writeAll(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Makes sure that the names in the folder survive a crash. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            // Some systems cannot open a folder; their file systems need no such call.
            if (!System.getProperty("os.name", "").startsWith("Windows")) {
                throw e;
            }
        }
    }
}
