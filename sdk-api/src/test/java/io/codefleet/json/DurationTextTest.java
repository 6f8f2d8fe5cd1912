package io.codefleet.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations as people write and read them. */
class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "300s,PT5M", "5m,PT5M", "1h30m,PT1H30M", "2d,PT48H", "0s,PT0S"})
    void aDurationIsRead(String text, Duration duration) {
        assertThat(DurationText.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "-5m", "5 m", "5x", "five minutes", "99999999999999999s"})
    void invalidDurationsAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurationText.parse(text))
                .withMessageContaining("write it like 300s");
    }

    @ParameterizedTest
    @CsvSource({"PT0.85S,850ms", "PT4.23S,4.2s", "PT4.02S,4s", "PT3M12S,3m12s", "PT3M,3m", "PT2H5M7S,2h5m", "PT50H,2d2h"
    })
    void aDurationIsWrittenShort(Duration duration, String text) {
        assertThat(DurationText.format(duration)).isEqualTo(text);
    }
}
