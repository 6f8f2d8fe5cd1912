package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A file of the workspace that a result brings along, as its task asked by an {@link ArtifactSelection}.
 *
 * @param path where it is, relative to the workspace
 * @param bytes how large it is
 * @param form how its content is written
 * @param content its content in that form; empty if it is left out
 * @param reason why it is left out; absent: it did not fit into the selection's size, or it is not left out
 */
public record Artifact(String path, long bytes, Form form, String content, Optional<String> reason) {
    /** Encoding of a content. */
    public enum Form implements Coded {
        /** As the text that it is, in UTF-8. */
        TEXT("TEXT"),
        /** In Base64, for content that is not text. */
        BASE64("BASE64"),
        /** Not at all: see {@link Artifact#reason()}; or a newer version wrote it in another form. */
        OMITTED("OMITTED");

        private final String code;

        Form(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** @throws InvalidInputException if the size is negative, or the content is not Base64 where it should be */
    public Artifact {
        if (bytes < 0) {
            throw new InvalidInputException("result.artifacts.bytes", "is " + bytes + ", must not be negative");
        }
        if (form == Form.BASE64) {
            decode(path, content);
        }
    }

    /** Creates an artifact without a reason. */
    public Artifact(String path, long bytes, Form form, String content) {
        this(path, bytes, form, content, Optional.empty());
    }

    /** Returns one that is left out, and why. */
    public static Artifact omitted(String path, long bytes, String reason) {
        return new Artifact(path, bytes, Form.OMITTED, "", Optional.of(reason));
    }

    private static byte[] decode(String path, String content) {
        try {
            return Base64.getDecoder().decode(content);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("result.artifacts.content", "of " + path + " is not Base64", e);
        }
    }

    /** Returns its content as bytes; absent if it is left out. */
    public Optional<byte[]> toBytes() {
        return switch (form) {
            case TEXT -> Optional.of(content.getBytes(StandardCharsets.UTF_8));
            case BASE64 -> Optional.of(decode(path, content));
            case OMITTED -> Optional.empty();
        };
    }

    /** Returns where it is and how large; never its content, which may be secret. */
    @Override
    public String toString() {
        return "Artifact[path=" + path + ", bytes=" + bytes + ", form=" + form + "]";
    }
}
