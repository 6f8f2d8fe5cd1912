package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A small named text that the processes of a namespace share, such as the record of an API key or of a schedule. It is stored
 * through the payload codec, like the content of tasks.
 *
 * @param kind what it is one of, such as {@code api-key}; or that of a {@link DocumentOwner}, with whose task it is deleted
 * @param name its name, once in its kind; without a slash if it belongs to an attempt
 * @param version how often it was changed: 1 once it is stored, 0 for one that is not stored yet
 * @param content at most {@value #MAX_BYTES} bytes of UTF-8
 */
public record Document(String kind, String name, long version, String content) {
    /** How large a document may be, in bytes. */
    public static final int MAX_BYTES = 16 * 1024;

    /** How many documents of one kind a namespace holds at most. */
    public static final int MAX_OF_A_KIND = 1000;

    /** @throws InvalidInputException if kind or name is malformed, the version is negative, or the content is too large */
    public Document {
        if (DocumentOwner.of(kind).isEmpty()) {
            Check.name("document.kind", kind);
            Check.id("document.name", name);
        } else if (Check.name("document.name", name).indexOf('/') >= 0) {
            throw new InvalidInputException("document.name", "'" + name + "' has a slash; use a name without one");
        }
        if (version < 0) {
            throw new InvalidInputException(
                    "document.version",
                    "is " + version + ", must be 0 for a new document, or the version that was read");
        }
        int bytes = content.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new InvalidInputException(
                    "document.content", "has " + bytes + " bytes, at most " + MAX_BYTES + " are allowed");
        }
    }

    /** Returns the attempt that it belongs to; absent if it belongs to the whole namespace. */
    public Optional<DocumentOwner> owner() {
        return DocumentOwner.of(kind);
    }

    /** Returns how many documents its kind may have. */
    public int maxOfKind() {
        return owner().isPresent() ? DocumentOwner.MAX_DOCUMENTS : MAX_OF_A_KIND;
    }

    /** Returns the error for a document that would be one too many of its kind. */
    public InvalidInputException tooMany() {
        return new InvalidInputException(
                "document.name",
                "'" + name + "' would be one more than the " + maxOfKind() + " documents that the kind '" + kind
                        + "' may have; delete some first");
    }
}
