package io.codefleet.launcher.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import io.codefleet.launcher.schema.AnswerSchema.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of models, and what they are worth under a schema. */
class AnswerSchemaTest {
    private static final AnswerSchema SCHEMA = AnswerSchema.of(Map.of(
            "type",
            "object",
            "properties",
            Map.of("n", Map.of("type", "integer")),
            "required",
            List.of("n"),
            "additionalProperties",
            false));

    private static Verdict fits(Object value) {
        return new Verdict.Fits(Optional.of(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\": 1}",
                "  {\"n\": 1}\n",
                "```json\n{\"n\": 1}\n```",
                "Here:\n```\n{\"n\": 1}\n```\nThat is it.",
                "First I thought\n```json\n{\"n\": \"x\"}\n```\nbut it is\n```json\n{\"n\": 1}\n```",
                "The answer is {\"n\": 1}, I think."
            })
    void jsonIsFoundHoweverItIsWrapped(String answer) {
        assertThat(SCHEMA.check(answer)).isEqualTo(fits(Map.of("n", 1)));
    }

    @Test
    void eachFaultIsToldWithItsPlace() {
        assertThat(SCHEMA.check("{\"n\": \"1\", \"m\": 2}"))
                .isInstanceOfSatisfying(
                        Verdict.Misfit.class,
                        misfit -> assertThat(misfit.faults())
                                .anyMatch(fault -> fault.equals("/n: string found, integer expected"))
                                .anyMatch(fault -> fault.contains("'m'")));
    }

    @Test
    void anAnswerWithoutJsonSaysSo() {
        assertThat(SCHEMA.check("I cannot."))
                .isEqualTo(new Verdict.Misfit(List.of("the answer: there is no JSON value in it")));
    }

    @Test
    void aValueNeedNotBeAnObjectAndItsNullsAreLeftOut() {
        AnswerSchema anything = AnswerSchema.of(Map.of());
        assertThat(anything.check("[1, null, {\"a\": null, \"b\": 2.5}]"))
                .isEqualTo(fits(List.of(1, Map.of("b", 2.5))));
        assertThat(anything.check("\"yes\"")).isEqualTo(fits("yes"));
        assertThat(anything.check("null")).isEqualTo(new Verdict.Fits(Optional.empty()));
    }

    @Test
    void whatIsNoSchemaIsRefusedByItsField() {
        assertThatThrownBy(() -> AnswerSchema.of(Map.of("type", 5)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("agent.output.schema: is no JSON Schema: /type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9/schema.json", "file:///etc/passwd", "#/$defs/none"})
    void aReferenceThatLeadsOutOfTheSchemaIsRefusedAndNotFetched(String reference) {
        assertThatThrownBy(() -> AnswerSchema.of(Map.of("properties", Map.of("a", Map.of("$ref", reference)))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("agent.output.schema: cannot be used");
    }

    @Test
    void aDialectThatIsUnknownIsRefused() {
        assertThatThrownBy(() -> AnswerSchema.of(Map.of("$schema", "http://127.0.0.1:9/none")))
                .isInstanceOf(InvalidInputException.class);
    }
}
