package io.codefleet.agent.workspace.local;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** A folder by its descriptor. */
final class SecureFolder implements OpenFolder {
    private static final Set<PosixFilePermission> ALL_OF_OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final SecureDirectoryStream<Path> stream;
    private final Path path;

    SecureFolder(SecureDirectoryStream<Path> stream, Path path) {
        this.stream = stream;
        this.path = path;
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
    public OpenFolder enter(Path name) throws IOException {
        return new SecureFolder(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS), path.resolve(name));
    }

    @Override
    public BasicFileAttributes attributes(Path name) throws IOException {
        return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    @Override
    public SeekableByteChannel read(Path name) throws IOException {
        return stream.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void delete(Path name, boolean isFolder) throws IOException {
        if (isFolder) {
            stream.deleteDirectory(name);
        } else {
            stream.deleteFile(name);
        }
    }

    @Override
    public void move(Path name, OpenFolder to, Path newName) throws IOException {
        stream.move(name, ((SecureFolder) to).stream, newName);
    }

    @Override
    public void addRights() throws IOException {
        PosixFileAttributeView view = stream.getFileAttributeView(PosixFileAttributeView.class);
        Set<PosixFilePermission> rights = EnumSet.copyOf(ALL_OF_OWNER);
        rights.addAll(view.readAttributes().permissions());
        if (rights.size() > view.readAttributes().permissions().size()) {
            view.setPermissions(rights);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
