package io.codefleet.agent.worker;

import io.codefleet.DocumentOwner;
import io.codefleet.agent.ByteSize;
import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.time.Duration;

/**
 * Settings of the transcripts that a worker records. Immutable; each method that takes an argument returns a changed copy.
 *
 * @param enabled whether it records transcripts; default: yes
 * @param maxBytes how large the steps of one attempt may be as JSON, before they are compressed; of more, the ones in the middle
 *     are left out. From {@value #MIN_BYTES} to {@value #MAX_BYTES}, default {@value #DEFAULT_BYTES}
 * @param maxTextBytes how large one text may be, such as the output of a tool; of a larger one the middle is left out. From
 *     {@value #MIN_TEXT_BYTES} to {@value #MAX_TEXT_BYTES}, default {@value #DEFAULT_TEXT_BYTES}
 * @param interval how long steps may wait before they are stored; a worker that is killed loses the steps of this time. From a
 *     tenth of a second, default 5 s
 */
public record TranscriptSettings(boolean enabled, int maxBytes, int maxTextBytes, Duration interval) {
    /** Minimum of {@link #maxBytes()}. */
    public static final int MIN_BYTES = 2 * TranscriptBuffer.PART_BYTES;

    /** Maximum of {@link #maxBytes()}. */
    public static final int MAX_BYTES = DocumentOwner.MAX_DOCUMENTS * TranscriptBuffer.PART_BYTES;

    /** Default of {@link #maxBytes()}. */
    public static final int DEFAULT_BYTES = 256 * 1024;

    /** Minimum of {@link #maxTextBytes()}. */
    public static final int MIN_TEXT_BYTES = 64;

    /** Maximum of {@link #maxTextBytes()}. */
    public static final int MAX_TEXT_BYTES = 8 * 1024;

    /** Default of {@link #maxTextBytes()}. */
    public static final int DEFAULT_TEXT_BYTES = 4 * 1024;

    private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

    /** The defaults. */
    public static final TranscriptSettings DEFAULT =
            new TranscriptSettings(true, DEFAULT_BYTES, DEFAULT_TEXT_BYTES, Duration.ofSeconds(5));

    /** Records nothing. */
    public static final TranscriptSettings OFF = DEFAULT.enabled(false);

    /** @throws InvalidInputException if a component is out of its range */
    public TranscriptSettings {
        range("transcript.maxBytes", maxBytes, MIN_BYTES, MAX_BYTES);
        range("transcript.maxTextBytes", maxTextBytes, MIN_TEXT_BYTES, MAX_TEXT_BYTES);
        if (interval.compareTo(MIN_INTERVAL) < 0) {
            throw new InvalidInputException(
                    "transcript.interval",
                    "is " + DurationText.format(interval) + ", must be at least " + DurationText.format(MIN_INTERVAL));
        }
    }

    private static void range(String field, int bytes, int min, int max) {
        if (bytes < min || bytes > max) {
            throw new InvalidInputException(
                    field,
                    "is " + ByteSize.format(bytes) + ", must be from " + ByteSize.format(min) + " to "
                            + ByteSize.format(max));
        }
    }

    /** Returns a copy that records transcripts or not. */
    public TranscriptSettings enabled(boolean value) {
        return new TranscriptSettings(value, maxBytes, maxTextBytes, interval);
    }

    /** Returns a copy with this size of a transcript. */
    public TranscriptSettings maxBytes(int value) {
        return new TranscriptSettings(enabled, value, maxTextBytes, interval);
    }

    /** Returns a copy with this size of a text. */
    public TranscriptSettings maxTextBytes(int value) {
        return new TranscriptSettings(enabled, maxBytes, value, interval);
    }

    /** Returns a copy with this interval. */
    public TranscriptSettings interval(Duration value) {
        return new TranscriptSettings(enabled, maxBytes, maxTextBytes, value);
    }
}
