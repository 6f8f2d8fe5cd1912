package io.codefleet.time;

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

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT0.000000001S,1ns",
        "PT0.0009S,900us",
        "PT0.001S,1ms",
        "PT59.999S,59.9s",
        "PT-5S,-5s",
        "PT-0.5S,-500ms",
        "PT-90S,-1m30s",
        "PT192H,8d",
        "PT2562047788015215H30M7.999999999S,106751991167300d15h",
        "PT-2562047788015215H-30M-8S,-106751991167300d15h"
    })
    void everyDurationCanBeWritten(Duration duration, String text) {
        assertThat(DurationText.format(duration)).isEqualTo(text);
    }
}
