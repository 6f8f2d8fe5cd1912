package io.codefleet.agent.workspace.local;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * A folder by its path, where the system has no folders by descriptor, as Java on macOS and Windows. It is looked at before each
 * step, and after a file was opened, whether it is still the folder that was opened and no link leads to it. That leaves an
 * instant between the look and the step, so no agent's process may be left in the folder.
 */
final class CheckedFolder implements OpenFolder {
    private final DirectoryStream<Path> stream;
    private final Path path;
    private final Object key;

    /**
     * Creates an open folder.
     *
     * @param path without links
     */
    CheckedFolder(DirectoryStream<Path> stream, Path path) throws IOException {
        this.stream = stream;
        this.path = path;
        this.key = key(path);
        check();
    }

    /** Returns the identity of a folder; its path if the system has none. */
    private static Object key(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return Objects.requireNonNullElse(attributes.fileKey(), path);
    }

    private void check() throws IOException {
        if (!path.toRealPath().equals(path) || !key(path).equals(key)) {
            throw new FileSystemException(path.toString(), null, "is not the folder any more that it was");
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public void list(EntryVisitor visitor) throws IOException {
        OpenFolder.visit(stream, visitor);
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // what is returned closes it
    public OpenFolder enter(Path name) throws IOException {
        check();
        Path entered = path.resolve(name);
        if (!OpenFolder.isFolder(entered)) {
            throw new NotDirectoryException(entered.toString());
        }
        return new CheckedFolder(Files.newDirectoryStream(entered), entered);
    }

    @Override
    public BasicFileAttributes attributes(Path name) throws IOException {
        check();
        return Files.readAttributes(path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public SeekableByteChannel read(Path name) throws IOException {
        check();
        SeekableByteChannel file =
                Files.newByteChannel(path.resolve(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        try {
            check();
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void delete(Path name, boolean isFolder) throws IOException {
        check();
        Files.delete(path.resolve(name));
    }

    @Override
    public void move(Path name, OpenFolder to, Path newName) throws IOException {
        check();
        Files.move(path.resolve(name), to.path().resolve(newName));
    }

    @Override
    public void addRights() throws IOException {
        check();
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> rights = EnumSet.of(
                    PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
            rights.addAll(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
            Files.setPosixFilePermissions(path, rights);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
