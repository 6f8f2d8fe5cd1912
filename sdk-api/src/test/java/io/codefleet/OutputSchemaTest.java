package io.codefleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputSchemaTest {
    private static Map<String, Object> json(String text) {
        return new JsonObject(text).getMap();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"type": "text"}                                      | agent.output.schema.type
                    {"type": 5}                                           | agent.output.schema.type
                    {"type": ["string", "nothing"]}                       | agent.output.schema.type
                    {"properties": {"type": {"type": "int"}}}             | agent.output.schema.properties.type.type
                    {"properties": []}                                    | agent.output.schema.properties
                    {"properties": {"a": "string"}}                       | agent.output.schema.properties.a
                    {"required": "a"}                                     | agent.output.schema.required
                    {"required": [1]}                                     | agent.output.schema.required
                    {"anyOf": []}                                         | agent.output.schema.anyOf
                    {"oneOf": [{}, {"pattern": 5}]}                       | agent.output.schema.oneOf[1].pattern
                    {"enum": 1}                                           | agent.output.schema.enum
                    {"minLength": -1}                                     | agent.output.schema.minLength
                    {"$defs": {"a": {"not": 1}}}                          | agent.output.schema.$defs.a.not
                    """)
    void aKeywordThatIsNotOfItsFormIsRefusedWithItsPlace(String schema, String place) {
        assertThatThrownBy(() -> Task.of("Do it").output(json(schema)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        fault -> assertThat(fault.field()).isEqualTo(place));
    }

    @Test
    void whatIsRightOrUnknownIsTaken() {
        Map<String, Object> schema = json("""
                {"type": ["object", "string"], "properties": {"required": {"const": {"type": "anything"}}, "b": true},
                 "required": ["b"], "additionalProperties": false, "items": {"enum": [1, "a"]}, "x-own": {"type": 1},
                 "pattern": "^(?<a_b>x)$", "$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{}, false]}}}""");

        assertThat(OutputSchema.of(schema).schema()).isEqualTo(schema);
    }
}
