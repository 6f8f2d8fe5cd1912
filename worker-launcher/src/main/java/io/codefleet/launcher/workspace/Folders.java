package io.codefleet.launcher.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.stream.Stream;

/** What is done to whole folders. Blocks. */
public final class Folders {
    private Folders() {}

    /** Removes a folder with all in it, if it is there; a link in it is removed, not followed. */
    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.sorted(Comparator.reverseOrder()).forEach(Folders::delete);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Copies a folder with all in it; links stay links. Where the file system can, the copy shares its blocks with the original
     * until one of them is written to. The copy must not be there yet.
     */
    static void copyTree(Path from, Path to) throws IOException {
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

    /** Whether the system's own program has made the copy. */
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
            // there is no such program
            return false;
        }
    }

    /** The size of all files in a folder, in bytes; 0 if it is not there. What vanishes meanwhile does not count. */
    static long size(Path folder) throws IOException {
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
        });
        return sum[0];
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
