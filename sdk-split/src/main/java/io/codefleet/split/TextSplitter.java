package io.codefleet.split;

import io.codefleet.error.InvalidInputException;
import io.codefleet.tokens.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a text into chunks of at most so many tokens. A chunk ends between two lines, where its second half has a good place
 * for it by the {@link Structure}; a line that is too long for a chunk is cut between words, or at least between characters as
 * readers see them. Immutable and thread-safe; each method that takes an argument returns a changed copy.
 *
 * <pre>{@code
 * new TextSplitter(TokenCounter.forModel("openai/gpt-4o"), 4000).overlap(200).structure(Structure.PROSE).split(text)
 * }</pre>
 *
 * <p>Counting is work for the processor: cut much text on a worker thread.
 */
public final class TextSplitter {
    /** The fewest tokens of a chunk, so that every single character fits. */
    public static final int MIN_TOKENS = 16;

    private final TokenCounter counter;
    private final int maxTokens;
    private final int overlapTokens;
    private final Structure structure;

    /**
     * Creates a splitter without overlap, for {@link Structure#LINES}.
     *
     * @param maxTokens the most tokens of a chunk, its overlap included; at least {@value #MIN_TOKENS}
     */
    public TextSplitter(TokenCounter counter, int maxTokens) {
        this(counter, maxTokens, 0, Structure.LINES);
    }

    private TextSplitter(TokenCounter counter, int maxTokens, int overlapTokens, Structure structure) {
        if (maxTokens < MIN_TOKENS) {
            throw new InvalidInputException("split.maxTokens", "is " + maxTokens + ", must be at least " + MIN_TOKENS);
        }
        if (overlapTokens < 0 || overlapTokens > maxTokens / 2) {
            throw new InvalidInputException(
                    "split.overlapTokens",
                    "is " + overlapTokens + ", must be from 0 to " + maxTokens / 2 + ", half of the tokens of a chunk");
        }
        this.counter = counter;
        this.maxTokens = maxTokens;
        this.overlapTokens = overlapTokens;
        this.structure = structure;
    }

    /** Returns a copy whose chunks begin with up to so many tokens of the chunk before, in whole lines. */
    public TextSplitter overlap(int tokens) {
        return new TextSplitter(counter, maxTokens, tokens, structure);
    }

    /** Returns a copy that cuts by this structure. */
    public TextSplitter structure(Structure value) {
        return new TextSplitter(counter, maxTokens, overlapTokens, value);
    }

    int maxTokens() {
        return maxTokens;
    }

    int count(String text) {
        return counter.count(text);
    }

    /** Returns the chunks of a text in order; none of an empty one. */
    public List<Chunk> split(String text) {
        TextLines lines = new TextLines(text);
        List<Chunk> chunks = new ArrayList<>();
        int begin = 0;
        int done = 0;
        while (done < text.length()) {
            int end = end(lines, begin, done);
            if (end <= done) {
                // The overlap leaves no room for what follows.
                begin = done;
                end = end(lines, begin, done);
            }
            chunks.add(new Chunk(
                    Optional.empty(),
                    text.substring(begin, end),
                    done - begin,
                    lines.lineOf(begin) + 1,
                    lines.lineOf(end - 1) + 1));
            done = end;
            begin = overlapBegin(lines, begin, end);
        }
        return chunks;
    }

    /** Returns where the chunk ends that begins here; not beyond {@code done} if nothing new has room. */
    private int end(TextLines lines, int begin, int done) {
        int first = lines.lineOf(done);
        int line = lastFittingLine(lines, begin, first);
        return line < first
                ? Cut.within(lines.text(), begin, lines.end(first), this::fits)
                : best(lines, begin, first, line);
    }

    /** Returns the last line with which the chunk still fits, or the line before the first one. */
    private int lastFittingLine(TextLines lines, int begin, int first) {
        int fits = first - 1;
        int step = 1;
        int tooFar = lines.count();
        while (fits + step < tooFar && fits(lines.text().substring(begin, lines.end(fits + step)))) {
            fits += step;
            step *= 2;
        }
        tooFar = Math.min(tooFar, fits + step);
        while (tooFar - fits > 1) {
            int middle = (fits + tooFar) >>> 1;
            if (fits(lines.text().substring(begin, lines.end(middle)))) {
                fits = middle;
            } else {
                tooFar = middle;
            }
        }
        return fits;
    }

    private boolean fits(String text) {
        return counter.count(text) <= maxTokens;
    }

    /** Returns the best place to end in the second half of the lines that fit; the last of several that are equally good. */
    private int best(TextLines lines, int begin, int first, int last) {
        int end = lines.end(last);
        if (last == lines.count() - 1) {
            return end;
        }
        int half = begin + (end - begin) / 2;
        int strength = -1;
        for (int line = last; line >= first && lines.end(line) > half; line--) {
            int here = structure.strength(lines.line(line), lines.line(line + 1));
            if (here > strength) {
                strength = here;
                end = lines.end(line);
            }
        }
        return end;
    }

    private int overlapBegin(TextLines lines, int begin, int end) {
        int from = end;
        int line = lines.lineOf(end - 1);
        while (overlapTokens > 0
                && line >= 0
                && lines.start(line) > begin
                && counter.count(lines.text().substring(lines.start(line), end)) <= overlapTokens) {
            from = lines.start(line);
            line--;
        }
        return from;
    }
}
