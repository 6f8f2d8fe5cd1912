package io.codefleet.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codefleet.control.alerts.AlertYaml;
import io.codefleet.model.scripted.Script;
import io.codefleet.workflow.yaml.WorkflowFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.helpers.DefaultHandler;

/** The blocks in YAML, JSON and XML of all documents, read by the code that reads such a file of a user. */
class DataBlocksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```(yaml|json|xml)\\b[^\\n]*\\n(.*?)^ *```");
    private static final Map<String, String> ENVIRONMENT = Map.of("WORKER_ID", "w-7", "CODEFLEET_REDIS_PASSWORD", "x");

    /** A kind of file, by what its first key is. Spring reads its own; its block needs only to be YAML. */
    private enum Kind {
        WORKFLOW("(?m)^name: .*\\n(?:.*\\n)*^steps:"),
        SCRIPT("(?m)^conversations:"),
        ALERTS("(?m)^receivers:"),
        SPRING("(?m)^codefleet:"),
        WORKER("");

        private final Pattern sign;

        Kind(String sign) {
            this.sign = Pattern.compile(sign);
        }

        static Kind of(String text) {
            return Stream.of(values())
                    .filter(kind -> kind.sign.matcher(text).find())
                    .findFirst()
                    .orElseThrow();
        }
    }

    @TempDir
    private Path folder;

    @Test
    void everyBlockCanBeRead() throws IOException {
        List<String> faults = new ArrayList<>();
        Map<String, Integer> read = new TreeMap<>();
        for (Path document : documents()) {
            Matcher blocks = BLOCK.matcher(Files.readString(document));
            while (blocks.find()) {
                String text = blocks.group(3).replaceAll("(?m)^" + blocks.group(1), "");
                try {
                    read.merge(read(blocks.group(2), text), 1, Integer::sum);
                } catch (Exception e) {
                    faults.add(ROOT.relativize(document) + ": " + e.getMessage() + "\n" + text);
                }
            }
        }
        assertThat(faults).as("blocks that cannot be read").isEmpty();
        assertThat(read).containsKeys("json", "xml", "ALERTS", "SCRIPT", "SPRING", "WORKER", "WORKFLOW");
        assertThat(read.get("WORKFLOW")).isGreaterThan(5);
        assertThat(read.get("WORKER")).isGreaterThan(4);
    }

    @Test
    void aBlockWithAFaultIsFound() {
        assertThat(faultOf("yaml", "name: a\nsteps:\n  one: {promt: x}\n")).contains("promt");
        assertThat(faultOf("yaml", "worker:\n  capabilitys: [java]\n")).contains("capabilitys");
        assertThat(faultOf("yaml", "permissions: {bash: denied}\n")).contains("denied");
        assertThat(faultOf("yaml", "control: {limits: {per_minute: 3}}\n")).contains("per_minute");
        assertThat(faultOf("yaml", "conversations:\n  - {wen: x, steps: []}\n")).contains("wen");
        assertThat(faultOf("yaml", "receivers:\n  - {name: a, format: pigeon, url: \"https://x/\"}\n"))
                .contains("format");
        assertThat(faultOf("json", "{\"a\": 1,}")).isNotEmpty();
        assertThat(faultOf("xml", "<a><b></a>")).isNotEmpty();
    }

    private String faultOf(String language, String text) {
        try {
            read(language, text);
            return "";
        } catch (Exception e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Reads a block and returns what it was read as. */
    private String read(String language, String text) throws Exception {
        switch (language) {
            case "json" -> readJson(text);
            case "xml" -> readXml(text);
            default -> {
                Kind kind = Kind.of(text);
                readYaml(kind, text);
                return kind.name();
            }
        }
        return language;
    }

    private void readYaml(Kind kind, String text) throws IOException {
        switch (kind) {
            case WORKFLOW -> WorkflowFile.read("the block", text);
            case SCRIPT -> Script.parse("the block", text);
            case ALERTS -> AlertYaml.parse(text.replace("whsec_…", "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
            case SPRING -> new WorkerFileReader(ENVIRONMENT).parse("the block", text);
            case WORKER -> readWorkerFile(text);
        }
    }

    private void readWorkerFile(String text) throws IOException {
        for (String name : List.of("tls.crt", "tls.key")) {
            Files.writeString(folder.resolve(name), "x");
        }
        ConfigLayer layer = new WorkerFileReader(ENVIRONMENT).read(Files.writeString(folder.resolve("file.yml"), text));
        layer.bind();
        if (text.contains("control:")) {
            ControlResolver.resolve(layer);
        } else {
            new SettingsResolver("host", folder).resolve(layer);
        }
    }

    private static void readJson(String text) throws IOException {
        try (JsonParser values = new ObjectMapper().createParser(text)) {
            while (values.nextToken() != null) {
                assertThat(values.currentToken()).isNotEqualTo(JsonToken.NOT_AVAILABLE);
            }
        }
    }

    /** A block may have several elements, as in a pom. */
    private static void readXml(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        byte[] document = ("<block>" + text + "</block>").getBytes(StandardCharsets.UTF_8);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(new DefaultHandler());
        builder.parse(new ByteArrayInputStream(document));
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(file -> file.toString().endsWith(".md"))
                    .filter(file ->
                            !ROOT.relativize(file).toString().matches("(?:.*/)?(?:target|node_modules|\\.[^/]*)/.*"))
                    .sorted()
                    .toList();
        }
    }
}
