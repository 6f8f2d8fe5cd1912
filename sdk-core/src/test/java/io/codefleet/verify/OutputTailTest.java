package io.codefleet.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of a program's output. */
class OutputTailTest {
    @ParameterizedTest
    @CsvSource({"0, 4", "3, 4", "4, 4", "5, 4", "20000, 4", "20000, 9000", "9000, 9001"})
    void theEndIsKeptAndTheRestCounted(int written, int kept) {
        String text = Stream.iterate(0, i -> i + 1)
                .limit(written)
                .map(i -> String.valueOf((char) ('a' + i % 26)))
                .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append)
                .toString();

        String tail = OutputTail.follow(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), kept)
                .text()
                .toCompletableFuture()
                .join();

        assertThat(tail)
                .isEqualTo(
                        written <= kept
                                ? text
                                : "[… " + (written - kept) + " bytes before]\n" + text.substring(written - kept));
    }
}
