package io.codefleet.agent.workspace.local;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Removes a folder with all in it, whatever an agent has made of it: folders without rights are given them, deeply nested ones are
 * brought to the top first, as a path has at most some 4000 bytes, and what cannot be removed does not keep the rest. Nothing
 * outside is touched. Is used once; blocks.
 */
final class TreeDeletion {
    /** So far down its folders are removed where they are: each that is open takes a descriptor. */
    private static final int MAX_PATH = 500;
    /** An agent that still runs may add files as fast as they are removed. */
    private static final int ROUNDS = 5;
    /** Each takes some 250 levels of a folder off at least; only who adds them meanwhile needs more. */
    private static final int MOST_MOVING_ROUNDS = 10_000;

    private final OpenFolder above;
    private final Path name;
    private final Runnable listed;
    private final int mostMovingRounds;
    private boolean moved;
    private @Nullable IOException failure;

    private TreeDeletion(OpenFolder above, Path name, Runnable listed, int mostMovingRounds) {
        this.above = above;
        this.name = name;
        this.listed = listed;
        this.mostMovingRounds = mostMovingRounds;
    }

    /** Removes a folder, a file or a link, if it is there. Fails if something of it is left. */
    static void delete(Path folder) throws IOException {
        delete(folder, () -> {}, MOST_MOVING_ROUNDS);
    }

    /**
     * Deletes a folder with all its content.
     *
     * @param listed is run each time that an entry has been found and before it is removed
     * @param mostMovingRounds how often deep folders are brought to the top before this fails
     */
    static void delete(Path folder, Runnable listed, int mostMovingRounds) throws IOException {
        Path absolute = folder.toAbsolutePath();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            throw new IOException(folder + " is the root of a file system");
        }
        if (!Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (OpenFolder above = OpenFolder.open(parent, parent)) {
            new TreeDeletion(above, name, listed, mostMovingRounds).run();
        }
    }

    private void run() throws IOException {
        if (!above.attributes(name).isDirectory()) {
            above.delete(name, false);
            return;
        }
        int rounds = 0;
        int movingRounds = 0;
        do {
            moved = false;
            failure = null;
            try (OpenFolder top = enter(above, name)) {
                empty(top, top);
            }
            rounds += moved ? 0 : 1;
            movingRounds += moved ? 1 : 0;
            if (movingRounds > mostMovingRounds) {
                throw new IOException(above.path().resolve(name) + " is still deep after deep folders were brought to"
                        + " its top " + mostMovingRounds + " times; end what adds folders to it");
            }
        } while (moved || (!isRemoved() && rounds < ROUNDS && failure == null));
        if (failure != null) {
            throw failure;
        }
        if (Files.exists(above.path().resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            throw new DirectoryNotEmptyException(above.path().resolve(name).toString());
        }
    }

    private boolean isRemoved() throws IOException {
        try {
            above.delete(name, true);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private void empty(OpenFolder folder, OpenFolder top) throws IOException {
        folder.list(entry -> {
            listed.run();
            try {
                remove(folder, entry, top);
            } catch (NoSuchFileException e) {
                // it has gone by itself
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        });
    }

    private void remove(OpenFolder folder, Path entry, OpenFolder top) throws IOException {
        if (!folder.attributes(entry).isDirectory()) {
            folder.delete(entry, false);
            return;
        }
        int length = folder.path().toString().length() - top.path().toString().length();
        if (length > MAX_PATH) {
            giveRights(folder, entry);
            folder.move(entry, top, entry.getFileSystem().getPath("moved-" + UUID.randomUUID()));
            moved = true;
            return;
        }
        try (OpenFolder entered = enter(folder, entry)) {
            empty(entered, top);
        }
        folder.delete(entry, true);
    }

    /** Opens a folder, with the rights that removing takes. */
    private static OpenFolder enter(OpenFolder folder, Path entry) throws IOException {
        OpenFolder entered;
        try {
            entered = folder.enter(entry);
        } catch (AccessDeniedException e) {
            // it cannot be opened, so its rights cannot be changed by its descriptor; rights are all that changes
            Path path = folder.path().resolve(entry);
            if (!OpenFolder.isFolder(path)) {
                throw e;
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            entered = folder.enter(entry);
        }
        entered.addRights();
        return entered;
    }

    /** Gives the worker write access to a folder, which a move of the folder requires. */
    private static void giveRights(OpenFolder folder, Path entry) throws IOException {
        enter(folder, entry).close();
    }
}
