package io.codefleet.launcher.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads a text file that a person named. A pipe or a device is refused, as it may never end, and so is a file that is too large to
 * be meant.
 */
public final class TextFile {
    /** The size of the largest file that is read. */
    public static final int MAX_BYTES = 16 << 20;

    private TextFile() {}

    /**
     * Reads a text file.
     *
     * @throws ConfigException if the text cannot be read; its message names the file and what is wrong with it
     */
    public static String read(Path file) {
        try {
            return content(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no file " + file, e);
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new ConfigException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the file that is the value of a flag or key.
     *
     * @param name the flag or key, with which the message begins
     * @throws ConfigException as {@link #read(Path)}
     */
    public static String read(String name, Path file) {
        try {
            return read(file);
        } catch (ConfigException e) {
            throw new ConfigException(name + ": " + e.getMessage(), e.getCause());
        }
    }

    private static String content(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            String kind = Files.isDirectory(file) ? "a folder" : "a pipe or a device";
            throw new ConfigException(file + " is " + kind + "; name a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ConfigException(file + " is larger than " + (MAX_BYTES >> 20)
                        + " MB, the most that is read; name a smaller file");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
    }
}
