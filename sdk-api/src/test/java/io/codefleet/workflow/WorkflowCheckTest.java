package io.codefleet.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkflowCheckTest {
    private static final Guard TEXT_OF_A = Guard.of("{{ steps.a.text }}", Guard.Operator.EQUALS, "x");

    private static Step step(String name, String prompt) {
        return Step.task(name, Task.of(prompt));
    }

    private static Workflow of(Step... steps) {
        return Workflow.named("w").input("dir", "/x").steps(List.of(steps));
    }

    static Stream<Arguments> faults() {
        Workflow inner = Workflow.named("inner").input("x").step(step("a", "{{ input.x }}"));
        return Stream.of(
                Arguments.of(of(), "steps", "are 0"),
                Arguments.of(of(step("a", "x"), step("a", "y")), "steps", "'a' is there twice"),
                Arguments.of(of(step("a", "x").after("b")), "steps.a.after", "no step 'b'; did you mean 'a'?"),
                Arguments.of(of(step("a", "x").after("a")), "steps.a.after", "cycle"),
                Arguments.of(
                        of(
                                step("a", "x").after("c"),
                                step("b", "x").after("a"),
                                step("c", "x").after("b")),
                        "steps.a.after",
                        "is in a cycle: a after c after b after a"),
                Arguments.of(
                        of(
                                step("z", "x").after("a"),
                                step("a", "x").after("b"),
                                step("b", "x").after("a")),
                        "steps.a.after",
                        "is in a cycle: a after b after a"),
                Arguments.of(of(step("lint", "x"), step("a", "x").after("lnt")), "steps.a.after", "mean 'lint'?"),
                Arguments.of(of(step("a", "x"), step("b", "x").after("a").afterEnd("a")), "steps.b.after", "'a' twice"),
                Arguments.of(of(step("a", "{{ input.no }}")), "steps.a.prompt", "names no input; there are [dir]"),
                Arguments.of(of(step("a", "{{ env.HOME }}")), "steps.a.prompt", "begins with 'env'"),
                Arguments.of(of(step("a", "{{ steps.b.text }}")), "steps.a.prompt", "not there"),
                Arguments.of(of(step("a", "{{ steps.b }}")), "steps.a.prompt", "names no output"),
                Arguments.of(
                        of(step("b", "x"), step("a", "{{ steps.b.stdout }}").after("b")), "steps.a.prompt", "[data,"),
                Arguments.of(
                        of(step("a", "x"), step("b", "{{ steps.a.text }}")), "steps.b.prompt", "may not have ended"),
                Arguments.of(of(step("a", "{{ item }}")), "steps.a.prompt", "only in a step with for_each"),
                Arguments.of(of(step("a", "x"), step("b", "x").when(TEXT_OF_A)), "steps.b.when", "may not have ended"),
                Arguments.of(
                        of(step("a", "x").when(new Guard.Any(List.of(new Guard.Not(TEXT_OF_A))))),
                        "steps.a.when",
                        "may not have ended"),
                Arguments.of(
                        of(step("a", "x")
                                .when(Guard.of("{{ input.dir }}", Guard.Operator.IN, List.of("{{ input.x }}")))),
                        "steps.a.when.in",
                        "names no input"),
                Arguments.of(
                        of(step("a", "x")
                                .forEach("{{ input.dir }}")
                                .when(Guard.of("{{ item }}", Guard.Operator.EXISTS, true))),
                        "steps.a.when",
                        "only in a step with for_each"),
                Arguments.of(
                        of(step("b", "x"), step("a", "{{ steps.a.text }}").repeat(TEXT_OF_A, 3)),
                        "steps.a.prompt",
                        "is not there in the first round; write {{ steps.a.text? }}"),
                Arguments.of(of(step("a", "{{ round }}")), "steps.a.prompt", "only in a step with repeat"),
                Arguments.of(
                        of(step("b", "x").repeat(TEXT_OF_A, 3), step("a", "x")),
                        "steps.b.repeat.until",
                        "may not have ended"),
                Arguments.of(
                        of(step("a", "x").forEach(FanOut.product(Map.of("os", "linux")))),
                        "steps.a.for_each",
                        "is not one reference"),
                Arguments.of(of(step("a", "x").forEach("all {{ input.dir }}")), "steps.a.for_each", "one reference"),
                Arguments.of(
                        of(Step.task("a", Task.of("x").project("{{ input.no }}"))),
                        "steps.a.project",
                        "names no input"),
                Arguments.of(
                        of(Step.task("a", Task.of("x").attribute("k", Map.of("deep", List.of("{{ steps.z.text }}"))))),
                        "steps.a.attributes",
                        "not there"),
                Arguments.of(
                        of(step("a", "x").compensate(Task.of("{{ steps.b.text }}")), step("b", "x")),
                        "steps.a.compensate",
                        "may not have ended"),
                Arguments.of(of(step("a", "x")).output("o", "{{ steps.b.text }}"), "outputs.o", "not there"),
                Arguments.of(of(step("a", "x")).input("y"), "input.y", "has no value"),
                Arguments.of(
                        of(Step.approval("a", "{{ input.no }}?", Duration.ofHours(1))), "steps.a.approval", "no input"),
                Arguments.of(of(Step.workflow("s", inner, Map.of())), "steps.s.workflow.input.x", "has no value"),
                Arguments.of(
                        of(Step.workflow("s", inner, Map.of("x", "{{ steps.q.text }}"))),
                        "steps.s.input.x",
                        "not there"),
                Arguments.of(
                        of(Step.workflow("s", inner.step(step("b", "{{ input.dir }}")), Map.of("x", 1))),
                        "steps.s.workflow.steps.b.prompt",
                        "there are [x]"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsRefusedByItsField(Workflow workflow, String field, String words) {
        assertThatThrownBy(workflow::check)
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).startsWith(field))
                .hasMessageContaining(words);
    }

    @Test
    void aStepMayReferToWhatComesBeforeItByWayOfOthers() {
        Workflow workflow = of(
                step("c", "{{ steps.a.text }} {{ input.dir }}").after("b"),
                step("b", "x").after("a"),
                step("a", "x").compensate(Task.of("{{ steps.a.data.id? }}")));
        assertThatCode(workflow.output("o", "{{ steps.c.text }}")::check).doesNotThrowAnyException();
    }

    @Test
    void anUnknownInputIsRefusedAtOnce() {
        assertThatThrownBy(() -> of(step("a", "x")).with("dri", "/y")).hasMessageContaining("it has [dir]");
    }

    @Test
    void aNameThatCannotBePartOfAnIdIsRefused() {
        assertThatThrownBy(() -> step("a/b", "x")).hasMessageContaining("'a/b' is not a valid name");
    }

    @Test
    void aRepeatedStepMayReferToItself() {
        Workflow workflow = of(step("a", "{{ round }} {{ steps.a.text? }}").repeat(TEXT_OF_A, 100));
        assertThatCode(workflow::check).doesNotThrowAnyException();
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("all {{ input.x }}", Guard.Operator.EQUALS, 1, "is not one reference"),
                Arguments.of("{{ input.x }}", Guard.Operator.IN, "high", "takes a list"),
                Arguments.of("{{ input.x }}", Guard.Operator.GREATER_THAN, "high", "takes a number"),
                Arguments.of("{{ input.x }}", Guard.Operator.EXISTS, "yes", "takes true or false"),
                Arguments.of("{{ input.x }}", Guard.Operator.MATCHES, 3, "takes a text"),
                Arguments.of("{{ input.x }}", Guard.Operator.MATCHES, "(", "is not a regular expression"),
                Arguments.of(
                        "{{ input.x }}",
                        Guard.Operator.EQUALS,
                        Map.of("a", 1.5f).keySet(),
                        "only strings"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedConditionIsRefusedAtOnce(String value, Guard.Operator operator, Object operand, String words) {
        assertThatThrownBy(() -> Guard.of(value, operator, operand))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("when")
                .hasMessageContaining(words);
    }

    @Test
    void whatCannotBeRepeatedIsRefused() {
        assertThatThrownBy(() -> step("a", "x").repeat(TEXT_OF_A, 101)).hasMessageContaining("must be from 1 to 100");
        assertThatThrownBy(() -> step("a", "x").forEach("{{ input.dir }}").repeat(TEXT_OF_A, 2))
                .hasMessageContaining("not together with for_each");
        assertThatThrownBy(() -> Step.approval("a", "x?", Duration.ofHours(1)).repeat(TEXT_OF_A, 2))
                .hasMessageContaining("is for tasks and workflows");
    }
}
