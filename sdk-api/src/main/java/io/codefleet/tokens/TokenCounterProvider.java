package io.codefleet.tokens;

import java.util.ServiceLoader;

/** Makes counters; found by {@link ServiceLoader}. Implemented by the engine ({@code codefleet-sdk-core}). */
public interface TokenCounterProvider {
    /** See {@link TokenCounter#forModel}. */
    TokenCounter forModel(String model);

    /**
     * The provider on the class path.
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
