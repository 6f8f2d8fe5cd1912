package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.CodefleetException;
import io.codefleet.launcher.config.ConfigException;
import io.codefleet.workflow.yaml.WorkflowFile;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** How the inputs of a run are read. */
class InputFlagsTest {
    private static final WorkflowFile WORKFLOW = WorkflowFile.open("w.yml", """
            name: w
            inputs: {title: {}, text: {type: string}, count: {type: number}, list: {type: list}}
            steps: {a: {prompt: x}}
            """);

    private final List<String> warnings = new ArrayList<>();

    private Map<String, Object> values(String... arguments) {
        return CommandLine.populateCommand(new InputFlags(), arguments).values(WORKFLOW, warnings::add);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[Bug] crash", "{x} text", "[Bug]", "{", "[1], [2]", "[null", "[", "@note.md", "", "1", "a=b"})
    void inputThatIsNotJsonIsText(String text) {
        assertThat(values("-i", "title=" + text)).isEqualTo(Map.of("title", text));
    }

    @Test
    void whatIsJsonIsReadUnlessTheInputIsAString() {
        assertThat(values("-i", "title=[1, \"a\"]")).isEqualTo(Map.of("title", List.of(1, "a")));
        assertThat(values("-i", "title={\"a\": true}")).isEqualTo(Map.of("title", Map.of("a", true)));
        assertThat(values("-i", "text=[1]")).isEqualTo(Map.of("text", "[1]"));
        assertThat(values("-i", "count=5", "-i", "list=[]")).isEqualTo(Map.of("count", 5, "list", List.of()));
    }

    @Test
    void jsonIsGivenAsJson() {
        assertThat(values("--input-json", "title=\"[1]\"")).isEqualTo(Map.of("title", "[1]"));
        assertThat(values("--input-json", "title=true")).isEqualTo(Map.of("title", true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--input-json | title=[Bug] | --input-json title: is not JSON; quote a text",
                "--input-json | title=1, 2 | --input-json title: is not JSON",
                "--input-json | title=null | --input-json title: is null",
                "--input-json | text=5 | --input-json text: must be a string",
                "--input | count=many | --input count: must be a number",
                "--input | list={} | --input list: must be a list"
            })
    void aValueOfAnotherKindIsRefused(String flag, String value, String words) {
        assertThatThrownBy(() -> values(flag, value))
                .isInstanceOf(CodefleetException.class)
                .hasMessageContaining(words);
    }

    @Test
    void anInputIsGivenOnce() {
        assertThatThrownBy(() -> values("-i", "title=a", "--input-json", "title=1"))
                .hasMessageContaining("is given by --input and --input-json");
    }

    @Test
    void aFileGivesValuesAndFlagsWinOverIt(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("in.yml"), "title: 1.10\ntext: no\ncount: 3\nlist: [a, 010]\n");

        assertThat(values("--inputs", file.toString(), "--input", "count=4"))
                .isEqualTo(Map.of("title", 1.1, "text", "no", "count", 4, "list", List.of("a", 8)));
        assertThat(warnings)
                .containsExactly(
                        file + " line 4: list.1: 010 is read as 8; quote it if it is a text",
                        file + " line 1: title: 1.10 is read as 1.1; quote it if it is a text");
    }

    @Test
    void aFileInJsonIsReadToo(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("in.json"), "{\"title\": \"[Bug] x\", \"count\": 1e3}");

        assertThat(values("--inputs", file.toString())).isEqualTo(Map.of("title", "[Bug] x", "count", 1000.0));
    }

    @Test
    void aFileThatHoldsNoValuesByNameIsRefused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("in.yml"), "- a\n");

        assertThatThrownBy(() -> values("--inputs", file.toString()))
                .hasMessageContaining("holds no values by the names");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-i", "--input-json"})
    void anInputWithoutANameIsRefused(String flag) {
        assertThatThrownBy(() -> values(flag, "=1")).hasMessageContaining("'=1' has no name; write NAME=VALUE");
    }

    @Test
    void aFileThatMayNeverEndIsNotRead(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        for (Path endless : List.of(pipe, Path.of("/dev/zero"))) {
            assertThatThrownBy(() -> values("--inputs", endless.toString()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("--inputs: " + endless + " is a pipe or a device; name a regular file");
        }
    }

    @Test
    void aFileThatIsTooLargeIsNotRead(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("in.yml");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(50L << 30);
        }

        assertThatThrownBy(() -> values("--inputs", file.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--inputs: " + file + " is larger than 16 MB, the most that is read; name a smaller file");
    }
}
