package io.codefleet.agent.worker.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.agent.worker.schema.AnswerSchema.Verdict;
import io.codefleet.error.InvalidInputException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void eachErrorIsReportedWithItsPosition() {
        assertThat(SCHEMA.check("{\"n\": \"1\", \"m\": 2}"))
                .isInstanceOfSatisfying(
                        Verdict.Misfit.class,
                        misfit -> assertThat(misfit.faults())
                                .anyMatch(fault -> fault.equals("/n: string found, integer expected"))
                                .anyMatch(fault -> fault.contains("'m'")));
    }

    @Test
    void anAnswerWithoutJsonIsReported() {
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
    void anInvalidSchemaIsRefusedByItsField() {
        assertThatThrownBy(() -> AnswerSchema.of(Map.of("type", 5)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("agent.output.schema: is not a JSON Schema: /type");
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

    private static final AnswerSchema ID = AnswerSchema.of(
            Map.of("type", "object", "properties", Map.of("id", Map.of("type", "integer")), "required", List.of("id")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "First I thought {\"id\": 1}. Correction: {\"id\": 8}",
                "```json\n{\"id\": 1}\n```\nNo:\n```json\n{\"id\": 8}\n```",
                "```json\n{\"id\": 1}\n```\nNo, {\"id\": 8}",
                "{\"id\": 1, \"why\": \"a long reason that makes it the longest\"} is wrong, ```\n{\"id\":8}\n``` is right",
                "The schema is {\"type\": \"object\"} and my answer is {\"id\": 8}",
                "My answer is {\"id\": 8}; the schema is {\"type\": \"object\"}",
                "<think>maybe {\"id\": 99}?</think> {\"id\": 8}",
                "{\"id\": 8} <think>or {\"id\": 99}?</think>",
                "<THINKING>\n```json\n{\"id\": 99}\n```\n</THINKING>\n{\"id\": 8}",
                "so it is {\"id\": 99}.</think>{\"id\": 8}",
                "if (a) { b[0] = {}; } // code\n{\"id\": 8}",
                "{\"id\": 8, \"text\": \"<think>{\\\"id\\\": 99}</think>\"}",
                "{\"id\": 8, \"part\": {\"id\": 99}}",
            })
    void theLastValueThatFitsCounts(String answer) {
        assertThat(ID.check(answer))
                .isInstanceOfSatisfying(
                        Verdict.Fits.class,
                        fits -> assertThat(fits.value().orElseThrow())
                                .asInstanceOf(InstanceOfAssertFactories.MAP)
                                .containsEntry("id", 8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"items\": [{\"id\": 1}, {\"id\": 2}",
                "<think>{\"id\": 8}",
                "<think>{\"id\": 8}</think>I do not know.",
            })
    void aFragmentOfAValueOrOfReasoningIsNotAnAnswer(String answer) {
        assertThat(ID.check(answer)).isEqualTo(new Verdict.Misfit(List.of("the answer: there is no JSON value in it")));
    }

    @Test
    void theAnswerAfterAThousandBracesIsFound() {
        assertThat(ID.check("{ x ".repeat(5000) + "{\"id\": 8}")).isEqualTo(fits(Map.of("id", 8)));
    }

    @Test
    void aFencedScalarCountsAsAnyValue() {
        AnswerSchema number = AnswerSchema.of(Map.of("type", "integer"));
        assertThat(number.check("It is\n```\n7\n```\nor rather\n```json\n8\n```"))
                .isEqualTo(fits(8));
        assertThat(number.check("<think>\n```\n7\n```\n</think>")).isInstanceOf(Verdict.Misfit.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1e999}",
                "{\"a\": -1e999}",
                "{\"a\": [1.5, 2e400]}",
                "{\"a\": \"\\ud800\"}",
            })
    void aValueThatAResultCannotHoldIsReportedToTheAgent(String answer) {
        assertThat(AnswerSchema.of(Map.of()).check(answer))
                .isInstanceOfSatisfying(
                        Verdict.Misfit.class,
                        misfit -> assertThat(misfit.faults())
                                .singleElement()
                                .asString()
                                .containsAnyOf("too large for a double", "half of a surrogate pair"));
    }

    @Test
    void aMemberNameThatIsNotValidTextIsReportedToTheAgent() {
        for (String name : List.of("\\ud800", "\\udfff", "a\\ud83d")) {
            assertThat(AnswerSchema.of(Map.of()).check("{\"" + name + "\": 1}")).isInstanceOf(Verdict.Misfit.class);
        }
    }

    @Test
    void excessiveNestingAndOverlongNumbersAreReportedToTheAgent() {
        AnswerSchema anything = AnswerSchema.of(Map.of());
        for (int depth : new int[] {100, 5000}) {
            assertThat(anything.check("[".repeat(depth) + "]".repeat(depth))).isInstanceOf(Verdict.Misfit.class);
        }
        assertThat(anything.check("9".repeat(5000)))
                .isInstanceOfSatisfying(
                        Verdict.Misfit.class,
                        misfit -> assertThat(misfit.faults().get(0)).contains("cannot be read"));
    }

    @Test
    void integersAreExactHoweverManyDigitsTheyHave() {
        assertThat(ID.check("{\"id\": 9007199254740993}")).isEqualTo(fits(Map.of("id", 9007199254740993L)));
        assertThat(ID.check("{\"id\": 12345678901234567890}"))
                .isEqualTo(fits(Map.of("id", new BigInteger("12345678901234567890"))));
    }

    private static AnswerSchema withPattern(String pattern) {
        return AnswerSchema.of(Map.of("type", "string", "pattern", pattern));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    ^(?<a_b>x)$,            x,  xx
                    ^(?<a_b>x)\\k<a_b>$,    xx, x
                    ^(?!no)[a-z]+$,         yes, no
                    ^\\d+$,                 12, ٣
                    ^\\w+$,                 ab_1, é
                    ^\\p{L}+$,              é, 1
                    ^\\p{Script=Greek}+$,   α, a
                    ^\\u{61}\\u0062$,       ab, a
                    ^[^]$,                  x, xx
                    [[]a&&b],               '[a&&b]', '[a]'
                    ^[a&&b]+$,              '&ab', c
                    '^[a-z0-9]{1,3}(-[a-z0-9]+)*$', a-b, -a
                    ^\\/a\\.b$,             /a.b, /a-b
                    b,                      abc, ac
                    """)
    void patternsAreThoseOfEcmaScript(String pattern, String fits, String misfits) {
        AnswerSchema schema = withPattern(pattern.replace("\\\\", "\\"));
        assertThat(schema.check('"' + fits + '"')).isEqualTo(fits(fits));
        assertThat(schema.check('"' + misfits + '"')).isInstanceOf(Verdict.Misfit.class);
    }

    @Test
    void anchorsMatchTheEndsOfTheStringOnly() {
        assertThat(withPattern("^a$").check("\"a\\n\"")).isInstanceOf(Verdict.Misfit.class);
        assertThat(withPattern("^a$").check("\"b\\na\"")).isInstanceOf(Verdict.Misfit.class);
        assertThat(withPattern("^[$^]+$").check("\"^$\"")).isEqualTo(fits("^$"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[z-a]", "a{2,1}", "(?<a>x", "*a"})
    void anInvalidPatternIsRefusedByItsField(String pattern) {
        for (Map<String, Object> schema : List.<Map<String, Object>>of(
                Map.of("pattern", pattern),
                Map.of("patternProperties", Map.of(pattern, Map.of())),
                Map.of("properties", Map.of("a", Map.of("items", Map.of("pattern", pattern)))))) {
            assertThatThrownBy(() -> AnswerSchema.of(schema))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("agent.output.schema: ")
                    .hasMessageContaining("is not a regular expression of ECMA-262");
        }
    }

    @Test
    void anEndlessSchemaReferenceIsRefused() {
        for (Map<String, Object> schema : List.<Map<String, Object>>of(
                Map.of("$ref", "#"),
                Map.of("allOf", List.of(Map.of("$ref", "#"))),
                Map.of("$ref", "#/$defs/a", "$defs", Map.of("a", Map.of("anyOf", List.of(Map.of("$ref", "#"))))))) {
            assertThatThrownBy(() -> AnswerSchema.of(schema))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("refers to itself without end");
        }
    }

    @Test
    void aRecursiveTreeSchemaIsAccepted() {
        AnswerSchema tree = AnswerSchema.of(Map.of(
                "type", "object", "properties", Map.of("left", Map.of("$ref", "#")), "additionalProperties", false));
        assertThat(tree.check("{\"left\": {\"left\": {}}}")).isInstanceOf(Verdict.Fits.class);
        assertThat(tree.check("{\"left\": {\"right\": {}}}")).isInstanceOf(Verdict.Misfit.class);
    }
}
