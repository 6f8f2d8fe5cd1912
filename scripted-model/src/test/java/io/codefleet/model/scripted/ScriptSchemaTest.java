package io.codefleet.model.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema and the reader agree, and the README's script is one. */
class ScriptSchemaTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Script.schema(), InputFormat.JSON);

    private static List<Error> faults(String yaml) throws IOException {
        JsonNode tree = new YAMLMapper().readTree(yaml);
        return SCHEMA.validate(tree.toString(), InputFormat.JSON);
    }

    private static String readme() throws IOException {
        String text = Files.readString(Path.of("README.md"));
        int begin = text.indexOf("```yaml\n") + 8;
        return text.substring(begin, text.indexOf("\n```", begin));
    }

    @Test
    void theReadmesScriptIsOne() throws IOException {
        assertThat(Script.parse("README.md", readme()).conversations()).hasSize(6);
        assertThat(faults(readme())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "conversations: []",
                "conversations: [{steps: [{text: a}]}]",
                "conversations: [{when: a}]",
                "fallback: [{txt: a}]",
                "fallback: [{}]",
                "fallback: [{text: a, wait: soon}]",
                "fallback: [{status: 200}]",
                "fallback: [{text: a, finish: early}]",
                "fallback: [{tools: [{arguments: {}}]}]"
            })
    void invalidScriptsAreInvalidForTheSchemaToo(String yaml) throws IOException {
        assertThat(faults(yaml)).isNotEmpty();
    }
}
