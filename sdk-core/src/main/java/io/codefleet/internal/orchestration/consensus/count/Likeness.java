package io.codefleet.internal.orchestration.consensus.count;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.CosineSimilarity;

/** Measures from 0 to 1 of how alike two answers are. */
final class Likeness {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");
    private static final CosineSimilarity COSINE = new CosineSimilarity();

    private Likeness() {}

    /** Returns the number of times each word is in a text. */
    static Map<CharSequence, Integer> words(String text) {
        Map<CharSequence, Integer> words = new HashMap<>();
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            words.merge(matcher.group(), 1, Integer::sum);
        }
        return words;
    }

    /** Returns the cosine of the angle between the counts of words; texts without any word have nothing in common. */
    static double ofWords(Map<CharSequence, Integer> one, Map<CharSequence, Integer> other) {
        return COSINE.cosineSimilarity(one, other);
    }

    /** Returns the cosine of the angle between vectors; 0 if one has no direction, or their lengths differ. */
    static double ofVectors(float[] one, float[] other) {
        double product = 0;
        double squareOfOne = 0;
        double squareOfOther = 0;
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            product += (double) one[i] * other[i];
            squareOfOne += (double) one[i] * one[i];
            squareOfOther += (double) other[i] * other[i];
        }
        boolean comparable = one.length == other.length && squareOfOne > 0 && squareOfOther > 0;
        return comparable ? product / Math.sqrt(squareOfOne * squareOfOther) : 0;
    }
}
