package io.codefleet.split;

import java.util.List;

/**
 * A project in chunks.
 *
 * @param groups the chunks that belong together, in the order of their files
 * @param skipped the files that are not in it, though nothing says to ignore them
 */
public record ProjectChunks(List<List<Chunk>> groups, List<Skipped> skipped) {
    public ProjectChunks {
        groups = groups.stream().map(List::copyOf).toList();
        skipped = List.copyOf(skipped);
    }

    /** Returns all chunks, one after the other. */
    public List<Chunk> chunks() {
        return groups.stream().flatMap(List::stream).toList();
    }

    /**
     * A file that was left out.
     *
     * @param file its path in the project
     * @param reason why
     */
    public record Skipped(String file, Reason reason) {}

    /** Reason for which a file was left out. */
    public enum Reason {
        /** It is not text in UTF-8. */
        BINARY,
        /** It is larger than allowed. */
        TOO_LARGE,
        /** It is a link, which may lead out of the project or in a circle. */
        LINK,
        /** It could not be read. */
        UNREADABLE
    }
}
