package io.codefleet.tokens;

import java.util.ServiceLoader;

/** Makes counters; found by {@link ServiceLoader}. Implemented by the engine ({@code codefleet-sdk-core}). */
public interface TokenCounterProvider {
    /** Returns the counter for a model; see {@link TokenCounter#forModel}. */
    TokenCounter forModel(String model);

    /**
     * Returns the provider on the class path.
     *
     * @throws IllegalStateException if there is none
     */
    static TokenCounterProvider load() {
        return ServiceLoader.load(TokenCounterProvider.class, TokenCounterProvider.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no tokenizer on the class path; add the artifact codefleet-sdk-core"));
    }
}
