package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.tokens.TokenCounter;

/** Cuts a text to a number of tokens. */
final class Truncation {
    private static final String MARK = "\n[cut here: the rest did not fit]";

    private Truncation() {}

    /**
     * Returns the longest beginning of the text that has, with a mark behind it, at most this many tokens; never half a code
     * point.
     */
    static String beginning(String text, int maxTokens, TokenCounter tokens) {
        int fits = 0;
        int tooLong = text.length();
        while (tooLong - fits > 1) {
            int middle = (fits + tooLong) >>> 1;
            if (tokens.count(cut(text, middle)) <= maxTokens) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return cut(text, fits);
    }

    private static String cut(String text, int length) {
        boolean splitsPair = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, splitsPair ? length - 1 : length) + MARK;
    }
}
