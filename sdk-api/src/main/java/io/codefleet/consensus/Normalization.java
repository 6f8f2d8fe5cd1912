package io.codefleet.consensus;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Function that makes answers equal which differ in their form only. */
public final class Normalization {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    /** What people and models put around an answer: quotes, Markdown emphasis, the point at the end of a sentence. */
    private static final Pattern AROUND = Pattern.compile("^[\\s\"'`*_“”‘’«»]+|[\\s\"'`*_“”‘’«».!;,]+$");

    private static final UnaryOperator<String> NONE = UnaryOperator.identity();
    private static final UnaryOperator<String> STANDARD = Normalization::standard;

    private Normalization() {}

    /** Returns the normalization that changes nothing; always the same function. */
    public static UnaryOperator<String> none() {
        return NONE;
    }

    /**
     * Returns the normalization of most answers. Compatible characters are one (NFKC), capitals are small, runs of white
     * space are one space, and quotes, Markdown emphasis and the marks that end a sentence are taken off both ends:
     * {@code "**Yes.**"} is {@code "yes"}. Always the same function.
     */
    public static UnaryOperator<String> standard() {
        return STANDARD;
    }

    private static String standard(String text) {
        String one = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return SPACE.matcher(AROUND.matcher(one).replaceAll("")).replaceAll(" ");
    }
}
