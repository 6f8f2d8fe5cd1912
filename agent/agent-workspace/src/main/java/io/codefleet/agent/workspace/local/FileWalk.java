package io.codefleet.agent.workspace.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Goes through the files of a folder without following a link anywhere, and without what is named {@code .git}. What cannot be
 * read, or lies deeper than some hundred folders, is passed over. Is used once; blocks.
 */
public final class FileWalk {
    private static final int MAX_DEPTH = 200;

    private final Visitor visitor;
    private final Runnable listed;

    /** Visitor of the files. */
    public interface Visitor {
        /** Returns whether the walk enters a folder. */
        default boolean enters(byte[] path, Path name) {
            return true;
        }

        /**
         * Visits a file, a link, or another entry that is not a folder.
         *
         * @param path its path within the folder
         * @param folder the folder that it is in
         * @param name its name there
         * @return whether to go on
         */
        boolean file(byte[] path, OpenFolder folder, Path name, BasicFileAttributes attributes) throws IOException;
    }

    /** The visitor wants no more. */
    private static final class Enough extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private FileWalk(Visitor visitor, Runnable listed) {
        this.visitor = visitor;
        this.listed = listed;
    }

    /** Walks all entries of a folder. */
    public static void walk(OpenFolder folder, Visitor visitor) throws IOException {
        walk(folder, visitor, () -> {});
    }

    /**
     * Walks all entries of a folder.
     *
     * @param listed is run each time that an entry has been found and before it is looked at
     */
    static void walk(OpenFolder folder, Visitor visitor, Runnable listed) throws IOException {
        try {
            new FileWalk(visitor, listed).in(folder, new byte[0], 0);
        } catch (Enough e) {
            // as the visitor wants it
        }
    }

    private void in(OpenFolder folder, byte[] path, int depth) throws IOException {
        folder.list(name -> {
            if (!name.toString().equals(".git")) {
                try {
                    look(folder, name, joined(path, FileName.bytes(name)), depth);
                } catch (Enough e) {
                    throw e;
                } catch (IOException e) {
                    // it has gone, may not be read, or is not any more what it was
                }
            }
        });
    }

    private void look(OpenFolder folder, Path name, byte[] path, int depth) throws IOException {
        listed.run();
        BasicFileAttributes attributes = folder.attributes(name);
        if (!attributes.isDirectory()) {
            if (!visitor.file(path, folder, name, attributes)) {
                throw new Enough();
            }
        } else if (depth < MAX_DEPTH && visitor.enters(path, name)) {
            try (OpenFolder entered = folder.enter(name)) {
                in(entered, path, depth + 1);
            }
        }
    }

    /** Returns a path with a name appended. */
    public static byte[] joined(byte[] path, byte[] name) {
        if (path.length == 0) {
            return name;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(path);
        all.write('/');
        all.writeBytes(name);
        return all.toByteArray();
    }
}
