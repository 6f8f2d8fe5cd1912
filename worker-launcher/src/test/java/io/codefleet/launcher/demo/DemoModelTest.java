package io.codefleet.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script is written for the sample project, so the two must fit. */
class DemoModelTest {
    private static final Path ANYWHERE = Path.of("project");

    @TempDir
    Path folder;

    private static JsonNode conversation(String prompt) throws Exception {
        JsonNode script = new YAMLMapper().readTree(DemoModel.scriptText());
        return StreamSupport.stream(script.get("conversations").spliterator(), false)
                .filter(each -> prompt.contains(each.get("when").asText()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the script has nothing for: " + prompt));
    }

    private static List<JsonNode> calls(String prompt, String tool) throws Exception {
        return conversation(prompt).findValues("tools").stream()
                .flatMap(tools -> StreamSupport.stream(tools.spliterator(), false))
                .filter(call -> call.get("name").asText().equals(tool))
                .map(call -> call.get("arguments"))
                .toList();
    }

    @Test
    void itsEditFixesTheSampleProject() throws Exception {
        String prompt = DemoTask.fix("java", ANYWHERE).task().prompt();
        try (SampleProject project = SampleProject.unpack(folder)) {
            assertThat(run(project)).isEqualTo("Hello, Ad!\n");
            List<JsonNode> edits = calls(prompt, "edit");
            assertThat(edits).hasSize(1);
            Path file = project.folder().resolve(edits.get(0).get("filePath").asText());
            String before = Files.readString(file);
            String old = edits.get(0).get("oldString").asText();
            assertThat(before.split(Pattern.quote(old), -1))
                    .as("what stands before and after the one place that is changed")
                    .hasSize(2);
            Files.writeString(
                    file, before.replace(old, edits.get(0).get("newString").asText()));
            assertThat(run(project)).isEqualTo("Hello, Ada!\n");
        }
    }

    @Test
    void theDemoModelOnlyReadsExistingFiles() throws Exception {
        try (SampleProject project = SampleProject.unpack(folder)) {
            for (DemoTask task : List.of(DemoTask.fix("java", ANYWHERE), DemoTask.explain("java", ANYWHERE))) {
                List<JsonNode> reads = calls(task.task().prompt(), "read");
                assertThat(reads).isNotEmpty();
                assertThat(reads)
                        .allSatisfy(read -> assertThat(project.folder()
                                        .resolve(read.get("filePath").asText()))
                                .isRegularFile());
            }
        }
    }

    @Test
    void theDemoStartsWithItsOwnConfiguration() {
        Vertx vertx = Vertx.vertx();
        try {
            DemoModel model = DemoModel.start(vertx)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            assertThat(new JsonObject(model.openCodeConfig()).getString("model"))
                    .isEqualTo("scripted/model");
            model.closing().close().toCompletionStage().toCompletableFuture().join();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static String run(SampleProject project) throws Exception {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "Greeter.java", "Ada")
                .directory(project.folder().toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        java.waitFor();
        return output;
    }
}
