package io.codefleet.agent.workspace.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A folder that is held open. What is in it is reached from there and not by a path, and no link is followed, so that nobody can
 * lead out of it by putting a link where a folder was. Where the system does not offer that, {@link CheckedFolder} stands in. All
 * of it blocks.
 */
public interface OpenFolder extends Closeable {
    /** Visitor of the entries of a folder. */
    interface EntryVisitor {
        /**
         * Visits an entry.
         *
         * @param name of an entry, without its folder
         */
        void visit(Path name) throws IOException;
    }

    /**
     * Opens a folder.
     *
     * @param trusted a folder above it that an agent cannot replace; links on the way to it are followed
     * @param folder the folder; from the trusted one on, a link on the way to it fails
     */
    @SuppressWarnings("StreamResourceLeak") // what is returned closes it
    static OpenFolder open(Path trusted, Path folder) throws IOException {
        Path from = trusted.toRealPath();
        DirectoryStream<Path> stream = Files.newDirectoryStream(from);
        OpenFolder at = stream instanceof SecureDirectoryStream<Path> secure
                ? new SecureFolder(secure, from)
                : new CheckedFolder(stream, from);
        for (Path name : trusted.relativize(folder)) {
            if (!name.toString().isEmpty()) {
                try (OpenFolder above = at) {
                    at = above.enter(name);
                }
            }
        }
        return at;
    }

    /** Opens a folder whose path has no links, as it was made real before an agent came to it. */
    static OpenFolder openReal(Path folder) throws IOException {
        Path root = folder.getRoot();
        if (root == null) {
            throw new NotDirectoryException(folder + " is not absolute");
        }
        return open(root, folder);
    }

    /** Returns the path of the folder at the time when it was opened. */
    Path path();

    /** Visits the entries as they are listed; once for each opening. */
    void list(EntryVisitor visitor) throws IOException;

    /** Opens a folder in this folder. Fails if it is a link. */
    OpenFolder enter(Path name) throws IOException;

    /** Returns the attributes of an entry; those of the link itself if it is a link. */
    BasicFileAttributes attributes(Path name) throws IOException;

    /** Opens a file in this folder for reading. Fails if it is a link. */
    SeekableByteChannel read(Path name) throws IOException;

    /** Removes a file, a link or an empty folder. */
    void delete(Path name, boolean isFolder) throws IOException;

    /** Moves an entry to another folder. */
    void move(Path name, OpenFolder to, Path newName) throws IOException;

    /** Gives the owner all rights to an entry, if the file system has such rights. */
    void addRights() throws IOException;

    /** Visits what a stream lists, with its failures as they are. */
    static void visit(DirectoryStream<Path> stream, EntryVisitor visitor) throws IOException {
        try {
            for (Path entry : stream) {
                Path name = entry.getFileName();
                if (name != null) {
                    visitor.visit(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Returns whether a path is a folder, and not a link to one. */
    static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
