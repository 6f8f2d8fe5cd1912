package io.codefleet.split;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.function.Predicate;

/** Finds where to cut a line that is too long for a chunk. */
final class Cut {
    private Cut() {}

    /**
     * Returns the end of the longest beginning that fits. It is behind a space in its second half, or else between characters
     * as readers see them, and in any case between code points. It holds at least one code point.
     */
    static int within(String text, int begin, int end, Predicate<String> fits) {
        int limit = lastFitting(text, begin, end, fits);
        for (int i = limit; i > begin + (limit - begin) / 2; i--) {
            if (Character.isWhitespace(text.charAt(i - 1)) && isSound(text, i)) {
                return i;
            }
        }
        return visible(text, begin, limit);
    }

    private static int lastFitting(String text, int begin, int end, Predicate<String> fits) {
        int first = text.offsetByCodePoints(begin, 1);
        int fitting = first;
        int step = 1;
        int tooFar = end;
        while (fitting + step < tooFar && fits.test(text.substring(begin, sound(text, fitting + step)))) {
            fitting += step;
            step *= 2;
        }
        tooFar = Math.min(tooFar, fitting + step);
        while (tooFar - fitting > 1) {
            int middle = (fitting + tooFar) >>> 1;
            if (fits.test(text.substring(begin, sound(text, middle)))) {
                fitting = middle;
            } else {
                tooFar = middle;
            }
        }
        return Math.max(first, sound(text, fitting));
    }

    /** Returns this position, or the one before if it is inside a code point or a line's end of two characters. */
    private static int sound(String text, int position) {
        return isSound(text, position) ? position : position - 1;
    }

    private static boolean isSound(String text, int position) {
        if (position == 0 || position == text.length()) {
            return true;
        }
        char before = text.charAt(position - 1);
        char after = text.charAt(position);
        return !(Character.isHighSurrogate(before) && Character.isLowSurrogate(after))
                && !(before == '\r' && after == '\n');
    }

    private static int visible(String text, int begin, int limit) {
        int window = Math.min(text.length(), limit + 64);
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(begin, window));
        int end = limit - begin;
        if (characters.isBoundary(end)) {
            return limit;
        }
        int before = characters.preceding(end);
        return before > 0 ? begin + before : limit;
    }
}
