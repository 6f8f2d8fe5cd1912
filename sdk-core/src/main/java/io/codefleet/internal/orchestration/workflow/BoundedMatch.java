package io.codefleet.internal.orchestration.workflow;

import io.codefleet.error.InvalidInputException;
import java.util.regex.Pattern;

/**
 * A search by a regular expression that ends soon, whatever the expression and the text are: the text counts how often it is
 * looked at. What agents write is long, and it is searched on the context that drives all runs.
 */
final class BoundedMatch {
    private static final int LOOKS_PER_CHARACTER = 100;
    private static final int LEAST_LOOKS = 100_000;

    private BoundedMatch() {}

    /**
     * Returns whether the pattern is found in the text.
     *
     * @throws InvalidInputException if that takes too many steps
     */
    static boolean find(String pattern, String text) {
        try {
            return Pattern.compile(pattern)
                    .matcher(new Counted(text, new Looks(text.length())))
                    .find();
        } catch (TooManyLooks | StackOverflowError e) {
            throw new InvalidInputException(
                    "when.matches",
                    "'" + pattern + "' takes too many steps on a text of " + text.length()
                            + " characters; write it without repetitions in repetitions",
                    e);
        }
    }

    private static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyLooks() {
            super(null, null, false, false);
        }
    }

    /** Number of character reads that are left, for a text and all parts of it. */
    private static final class Looks {
        private long left;

        Looks(int length) {
            this.left = Math.max(LEAST_LOOKS, (long) LOOKS_PER_CHARACTER * length);
        }

        void look() {
            if (--left < 0) {
                throw new TooManyLooks();
            }
        }
    }

    private record Counted(CharSequence text, Looks looks) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks.look();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), looks);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
