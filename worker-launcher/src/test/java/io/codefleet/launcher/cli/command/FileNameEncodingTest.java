package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker says of the locale that it was started in. */
class FileNameEncodingTest {
    @ParameterizedTest
    @ValueSource(strings = {"ANSI_X3.4-1968", "US-ASCII", "ISO-8859-1", "nothing-known"})
    void anotherEncodingThanUtf8IsNamedWithTheMeansAgainstIt(String encoding) {
        assertThat(FileNameEncoding.warning(encoding))
                .hasValueSatisfying(warning -> assertThat(warning).contains(encoding, "LANG=C.UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "utf8"})
    void utf8IsAcceptedWithoutAWarning(String encoding) {
        assertThat(FileNameEncoding.warning(encoding)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POSIX", "C.UTF-8"})
    void aCheckOfTheConfigurationSaysIt(String locale) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.codefleet.launcher.Main",
                        "worker",
                        "--check"))
                .redirectErrorStream(true);
        builder.environment().put("LC_ALL", locale);
        Process worker = builder.start();
        String said = new String(worker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(worker.waitFor()).as(said).isZero();
        assertThat(said.contains("LANG=C.UTF-8")).as(said).isEqualTo(locale.equals("POSIX"));
    }
}
