package io.codefleet.workflow.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final Map<String, Object> VALUES = Map.of(
            "input", Map.of("name", "shop", "depth", 3),
            "steps",
                    Map.of(
                            "find",
                            Map.of(
                                    "text",
                                    "a {{ input.name }}",
                                    "data",
                                    Map.of("files", List.of("A.java", "B.java")))));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain | plain",
                "in {{ input.name }}! | in shop!",
                "{{input.name}}{{ input.depth }} | shop3",
                "{{ steps.find.data.files.1 }} | B.java",
                "{{ steps.find.data.files }} | [\"A.java\",\"B.java\"]",
                "{{ steps.find.data }} | {\"files\":[\"A.java\",\"B.java\"]}",
                "[{{ steps.find.data.none? }}] | []",
                "\\{{ input.name }} | {{ input.name }}",
                "a } and } { b | a } and } { b"
            })
    void aTextHasItsValuesPutIn(String template, String text) {
        assertThat(Template.parse("prompt", template).text(VALUES)).isEqualTo(text);
    }

    @Test
    void insertedValuesAreNotExpandedAgain() {
        assertThat(Template.parse("prompt", "{{ steps.find.text }}").text(VALUES))
                .isEqualTo("a {{ input.name }}");
    }

    @Test
    void aReferenceAloneKeepsTheKindOfItsValue() {
        assertThat(Template.parse("x", "{{ input.depth }}").value(VALUES)).isEqualTo(3);
        assertThat(Template.parse("x", "{{ input.depth }} deep").value(VALUES)).isEqualTo("3 deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ }}", "{{ a b }}", "{{ a..b }}", "{{ a", "{{ a.b | upper }}", "{{ {{ a }} }}"})
    void invalidReferencesAreRefused(String template) {
        assertThatThrownBy(() -> Template.parse("steps.a.prompt", template))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("steps.a.prompt")
                .hasMessageContaining("not a reference");
    }

    @Test
    void aMissingValueIsNamedWithWhatThereIs() {
        assertThatThrownBy(
                        () -> Template.parse("x", "{{ steps.find.data.count }}").text(VALUES))
                .isInstanceOf(MissingValueException.class)
                .hasMessageContaining("no 'count' in steps.find.data, which has [files]");
        assertThatThrownBy(() ->
                        Template.parse("x", "{{ steps.find.data.files.7 }}").text(VALUES))
                .hasMessageContaining("no '7' in steps.find.data.files, a list of 2");
    }
}
