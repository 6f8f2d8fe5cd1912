package io.codefleet.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @ValueSource(strings = {"16777216T", "8388608TB", "999999999T"})
    void aSizeThatCannotBeCountedIsRefused(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more bytes than can be counted");
    }

    @Test
    void theLargestSizesAreCounted() {
        assertThat(ByteSize.parse("8388607T").bytes()).isEqualTo(8388607L << 40);
        assertThat(ByteSize.parse("999999999G").bytes()).isEqualTo(999_999_999L << 30);
    }
}
