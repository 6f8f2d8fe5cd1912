package io.codefleet.split;

import java.util.Optional;

/**
 * A part of a text. The texts of all chunks, each without its overlap, put together are the whole text.
 *
 * @param file where it is from, relative to the project with {@code /} between names; absent if it is from no file
 * @param text the part itself
 * @param overlap how many characters at its beginning are the end of the chunk before, for context
 * @param firstLine the line of its first character in the whole text, from 1
 * @param lastLine the line of its last character
 */
public record Chunk(Optional<String> file, String text, int overlap, int firstLine, int lastLine) {
    /** Returns the part of the text that no other chunk has. */
    public String withoutOverlap() {
        return text.substring(overlap);
    }

    /** Returns where it is from, for people and models: {@code src/Foo.java, lines 10-80}. */
    public String origin() {
        return file.map(name -> name + ", ").orElse("") + "lines " + firstLine + "-" + lastLine;
    }

    Chunk of(String name) {
        return new Chunk(Optional.of(name), text, overlap, firstLine, lastLine);
    }
}
