package io.codefleet.broker.file;

import io.codefleet.error.BrokerRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a namespace as a process has opened it. Another folder of the same path is another namespace. Blocks.
 *
 * @param path the real path
 * @param key what the file system has as its identity; null where it has none
 */
record NamespaceFolder(Path path, @Nullable Object key) {
    /** Opens a folder that exists. */
    static NamespaceFolder of(Path folder) throws IOException {
        Path path = folder.toRealPath();
        return new NamespaceFolder(path, key(path));
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /**
     * Checks that the folder is still there.
     *
     * @throws BrokerRefusedException if somebody has deleted it, or put another one in its place
     */
    void check() throws IOException {
        try {
            Object now = key(path);
            if (now == null || now.equals(key)) {
                return;
            }
        } catch (NoSuchFileException e) {
            throw deleted(e);
        }
        throw deleted(null);
    }

    private BrokerRefusedException deleted(@Nullable Throwable cause) {
        return new BrokerRefusedException(
                "somebody deleted or replaced the folder " + path
                        + " while it was in use, and what was in it is lost; restart the processes to begin with an"
                        + " empty namespace, or with a copy that you put there before",
                cause);
    }
}
