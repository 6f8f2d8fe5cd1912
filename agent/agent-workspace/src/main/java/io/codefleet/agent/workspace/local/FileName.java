package io.codefleet.agent.workspace.local;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of a file as the bytes that it has in the file system. A worker whose locale is not UTF-8 sees other characters in a
 * path than the one that made the file; bytes are the same for both.
 */
public final class FileName {
    private static final int HEX = 16;

    private FileName() {}

    /** Returns the bytes of one name of a path. */
    static byte[] bytes(Path name) {
        String text = name.toString();
        if (File.separatorChar != '/' || text.chars().allMatch(c -> c < 0x80 && c != '?')) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        String raw = name.toUri().getRawPath();
        String last = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        return unescaped(last.substring(last.lastIndexOf('/') + 1));
    }

    private static byte[] unescaped(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '%') {
                bytes.write(Integer.parseInt(escaped.substring(i + 1, i + 3), HEX));
                i += 2;
            } else {
                bytes.write(escaped.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    /** Returns the path that these bytes denote in a folder. */
    public static Path resolve(Path folder, byte[] relative) {
        String text = new String(relative, StandardCharsets.UTF_8);
        if (File.separatorChar != '/' || text.chars().allMatch(c -> c < 0x80)) {
            return folder.resolve(text);
        }
        StringBuilder escaped = new StringBuilder("file:///");
        for (byte each : relative) {
            boolean plain = each == '/' || (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9');
            escaped.append(plain ? String.valueOf((char) each) : String.format(Locale.ROOT, "%%%02X", each & 0xff));
        }
        Path absolute = Path.of(URI.create(escaped.toString()));
        return folder.resolve(absolute.subpath(0, absolute.getNameCount()));
    }

    /** Returns a name as text; empty if it is not UTF-8. */
    public static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Returns a name for display: unchanged, or, if it is not UTF-8, quoted as in Git, {@code "caf\351.txt"}. */
    public static String shown(byte[] bytes) {
        return text(bytes).orElseGet(() -> quoted(bytes));
    }

    private static String quoted(byte[] bytes) {
        StringBuilder quoted = new StringBuilder("\"");
        for (byte each : bytes) {
            if (each == '"' || each == '\\') {
                quoted.append('\\').append((char) each);
            } else if (each >= ' ' && each < 0x7f) {
                quoted.append((char) each);
            } else {
                quoted.append(String.format(Locale.ROOT, "\\%03o", each & 0xff));
            }
        }
        return quoted.append('"').toString();
    }
}
