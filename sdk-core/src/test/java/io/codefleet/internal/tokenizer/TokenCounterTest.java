package io.codefleet.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import io.codefleet.tokens.TokenCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCounterTest {
    private static final String TEXT = "Grüße aus dem Föhn: 東京都は日本の首都です。";

    @Test
    void countsAsThePublishedTablesDo() {
        assertThat(TokenCounter.forModel("openai/gpt-4o").count("hello world")).isEqualTo(2);
        assertThat(TokenCounter.forModel("gpt-4").count("antidisestablishmentarianism"))
                .isEqualTo(6);
        assertThat(TokenCounter.forModel("gpt-4").count("")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-4o-mini, gpt-4o",
        "gpt-4.1, gpt-4o",
        "openrouter/openai/GPT-5-codex, gpt-4o",
        "o3-mini, gpt-4o",
        "gpt-4-turbo, gpt-4",
        "azure/gpt-35-turbo, gpt-4"
    })
    void aModelIsCountedAsItsFamilyIs(String model, String family) {
        assertThat(TokenCounter.forModel(model).count(TEXT))
                .isEqualTo(TokenCounter.forModel(family).count(TEXT));
    }

    @Test
    void theFamiliesDiffer() {
        assertThat(TokenCounter.forModel("gpt-4").count(TEXT))
                .isNotEqualTo(TokenCounter.forModel("gpt-4o").count(TEXT));
    }

    @Test
    void anotherVendorsModelIsCountedWithAMargin() {
        int exact = TokenCounter.forModel("gpt-4o").count(TEXT);
        assertThat(TokenCounter.forModel("anthropic/claude-sonnet-4-5").count(TEXT))
                .isEqualTo(TokenCounter.forAnyModel().count(TEXT))
                .isEqualTo((int) Math.ceil(exact * JtokkitProvider.MARGIN));
    }

    @Test
    void aTextThatSpellsASpecialTokenIsCountedAsText() {
        assertThat(TokenCounter.forModel("gpt-4").count("<|endoftext|>")).isGreaterThan(1);
    }

    @Test
    void aMarginBelowOneIsRefused() {
        TokenCounter counter = String::length;
        assertThat(counter.times(1.5).count("abc")).isEqualTo(5);
        assertThatThrownBy(() -> counter.times(0.9)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> counter.times(Double.NaN)).isInstanceOf(InvalidInputException.class);
    }
}
