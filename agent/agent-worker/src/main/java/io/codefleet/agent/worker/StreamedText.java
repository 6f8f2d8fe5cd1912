package io.codefleet.agent.worker;

import io.codefleet.transcript.TranscriptStep;
import java.time.Instant;
import java.util.Optional;

/**
 * Text that an agent has not finished, as far as it has said it. Its end is held back if it may be the beginning of a secret,
 * which nothing recognizes before it is complete: the last word, and all that a known secret of several words or lines begins
 * with. Not thread-safe.
 */
final class StreamedText {
    /** A model that never ends must not fill the memory. */
    private static final int MAX_LENGTH = 256 * 1024;

    private final SecretMask mask;
    private final StringBuilder text = new StringBuilder();
    private Instant since = Instant.EPOCH;

    /**
     * Creates a text without words.
     *
     * @param mask knows the secrets
     */
    StreamedText(SecretMask mask) {
        this.mask = mask;
    }

    void add(Instant at, String words) {
        if (text.isEmpty()) {
            since = at;
        }
        text.append(words, 0, Math.min(words.length(), MAX_LENGTH - text.length()));
    }

    /** Forgets it, as the whole text is known. */
    void clear() {
        text.setLength(0);
    }

    /** Returns the words that are complete, as a step whose secrets are not masked yet; empty if there are none. */
    Optional<TranscriptStep> step() {
        String said = text.toString();
        int end = said.length();
        while (end > 0 && !Character.isWhitespace(said.charAt(end - 1))) {
            end--;
        }
        String words = said.substring(0, mask.safeEnd(said, end)).strip();
        return words.isEmpty() ? Optional.empty() : Optional.of(new TranscriptStep.AgentMessage(since, words));
    }
}
