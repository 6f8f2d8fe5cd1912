package io.codefleet.launcher.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.codefleet.launcher.config.ControlResolver;
import io.codefleet.launcher.config.ControlSettings;
import io.codefleet.launcher.config.WorkerFileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The control plane in {@code deploy/kubernetes/}, and how its files are read. */
record ControlManifest(List<JsonNode> documents) {
    private static final YAMLMapper YAML = new YAMLMapper();

    static ControlManifest read() throws IOException {
        return new ControlManifest(documents("kubernetes/control.yml"));
    }

    static List<JsonNode> documents(String file) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(Files.readString(Path.of("../deploy", file)))) {
            return documents.readAll();
        }
    }

    /** Returns the settings of a file whose text this is, as the launcher reads them. */
    static ControlSettings settings(Path folder, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("control.yml"), text);
        return ControlResolver.resolve(new WorkerFileReader(Map.of("CODEFLEET_REDIS_PASSWORD", "x")).read(file));
    }

    JsonNode of(String kind) {
        return documents.stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    JsonNode pod() {
        return of("Deployment").at("/spec/template/spec");
    }

    ControlSettings settings(Path folder) throws IOException {
        return settings(folder, of("ConfigMap").at("/data/control.yml").asText());
    }
}
