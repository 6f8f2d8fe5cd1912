package io.codefleet.agent.workspace.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Operations on whole folders. Blocks. */
public final class Folders {
    private Folders() {}

    /**
     * Removes a folder with all in it, if it is there; a link in it is removed, not followed, even if it takes the place of a folder
     * meanwhile. What cannot be removed does not keep the rest; the call fails then.
     */
    public static void deleteTree(Path folder) throws IOException {
        TreeDeletion.delete(folder);
    }

    /** Returns a folder's path without links, as far as it exists. */
    public static Path real(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        for (Path there = absolute; there != null; there = there.getParent()) {
            try {
                return there.toRealPath().resolve(there.relativize(absolute).toString());
            } catch (IOException e) {
                // it is not there yet; one above it is
            }
        }
        return absolute;
    }

    /**
     * Copies a folder with all in it; links stay links. Where the file system can, the copy shares its blocks with the original
     * until one of them is written to. The copy must not be there yet.
     */
    public static void copyTree(Path from, Path to) throws IOException {
        if (isShared(from, to)) {
            return;
        }
        deleteTree(to);
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                Files.copy(
                        path,
                        to.resolve(from.relativize(path).toString()),
                        LinkOption.NOFOLLOW_LINKS,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Returns whether the system's own program has copied the folder. */
    private static boolean isShared(Path from, Path to) throws IOException {
        String share = System.getProperty("os.name").startsWith("Mac") ? "-c" : "--reflink=auto";
        try {
            return new ProcessBuilder("cp", "-a", share, from.toString(), to.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + from + " was copied", e);
        } catch (IOException e) {
            // the program does not exist
            return false;
        }
    }

    /**
     * Returns the size of all files in a folder, in bytes; 0 if it does not exist. Files that disappear meanwhile do
     * not count.
     */
    public static long size(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return 0;
        }
        long[] sum = new long[1];
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}
