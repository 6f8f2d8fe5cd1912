package io.codefleet.internal.orchestration.mapreduce;

/** Token counting that all tokenizers share. */
final class TokenCounting {
    /** How many tokens more two texts may have together than apart, as a tokenizer cuts their seam in another way. */
    static final int SEAM = 2;

    private TokenCounting() {}
}
