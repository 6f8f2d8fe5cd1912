package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Guard;
import io.codefleet.workflow.Guard.Operator;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowResult;
import io.codefleet.workflow.WorkflowRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What values decide: whether a step runs, how often, and for which combinations. */
class WorkflowConditionTest extends WorkflowFixture {
    private static final Guard LEVEL_IS_HIGH = Guard.of("{{ input.level }}", Operator.IN, List.of("high", "critical"));

    private static Guard text(String step, Operator operator, Object operand) {
        return Guard.of("{{ steps." + step + ".text }}", operator, operand);
    }

    private static Workflow branches(String level) {
        return of(
                        step("check", "check"),
                        step("mend", "mend").after("check").when(LEVEL_IS_HIGH),
                        step("test", "test").after("mend"),
                        step("note", "note").after("check").when(new Guard.Not(LEVEL_IS_HIGH)),
                        step("join", "join {{ steps.mend.status }} {{ steps.note.status }}")
                                .afterEnd("mend", "note")
                                .when(Guard.of(
                                        "{{ steps.mend.status }}", Operator.IN, List.of("succeeded", "skipped"))))
                .input("level", level);
    }

    @Test
    void aStepWhoseConditionHoldsRuns() {
        agents();
        WorkflowResult result = run(branches("high"));
        assertThat(ran).contains("mend", "test", "join succeeded skipped").doesNotContain("note");
        assertThat(result.step("note").state()).isEqualTo(StepState.SKIPPED);
        assertThat(result.step("note").note()).isEqualTo("its condition does not hold");
    }

    @Test
    void aStepWhoseConditionDoesNotHoldIsSkippedWithWhatComesAfterIt() {
        agents();
        WorkflowResult result = run(branches("low"));
        assertThat(ran).contains("note", "join skipped succeeded").doesNotContain("mend", "test");
        assertThat(result.step("test").state()).isEqualTo(StepState.SKIPPED);
        assertThat(get(fleet.task("run/mend"))).isEmpty();
    }

    @Test
    void aConditionReadsWhatEarlierStepsGave() {
        agents();
        run(of(
                step("find", "list"),
                step("many", "many").after("find").when(Guard.of("{{ steps.find.data }}", Operator.CONTAINS, "B")),
                step("none", "none").after("find").when(Guard.of("{{ steps.find.data.3 }}", Operator.EXISTS, true))));
        assertThat(ran).contains("many").doesNotContain("none");
    }

    @Test
    void aConditionThatCannotBeDecidedFailsItsStep() {
        agents();
        WorkflowRun run = start(of(
                step("a", "a"),
                step("b", "b").after("a").when(Guard.of("{{ steps.a.data.x }}", Operator.EQUALS, 1)),
                step("tell", "tell {{ steps.b.error }}").afterFailure("b")));
        assertThat(failureOf(run)).hasMessageContaining("step b: {{ steps.a.data.x }}: there is no 'data'");
        assertThat(ran).anyMatch(prompt -> prompt.startsWith("tell {{ steps.a.data.x }}"));
    }

    @Test
    void aStepIsRepeatedUntilItsConditionHolds() {
        agents();
        WorkflowResult result = run(of(
                        step("fix", "round {{ round }} after {{ steps.fix.text? }}")
                                .repeat(text("fix", Operator.MATCHES, "^<round 3 "), 5),
                        step("end", "end {{ steps.fix.text }}").after("fix"))
                .output("all", "{{ steps.fix.text }}"));
        assertThat(ran)
                .startsWith("round 1 after ", "round 2 after <round 1 after >")
                .contains("end <round 3 after <round 2 after <round 1 after >>>");
        assertThat(result.step("fix").taskIds()).containsExactly("run/fix", "run/fix+2", "run/fix+3");
        assertThat(result.step("fix").usage().tokens()).isEqualTo(33);
    }

    @Test
    void aStepThatIsRepeatedInVainFails() {
        agents();
        WorkflowRun run = start(of(step("fix", "round {{ round }}").repeat(text("fix", Operator.EQUALS, "never"), 3)));
        assertThat(failureOf(run)).hasMessageContaining("step fix: repeat: its condition does not hold after 3 rounds");
        assertThat(ran).containsExactly("round 1", "round 2", "round 3");
    }

    @Test
    void aRoundThatFailsFailsTheStep() {
        agents();
        WorkflowRun run =
                start(of(step("fix", "{{ input.words }} {{ round }}").repeat(text("fix", Operator.EQUALS, "never"), 3))
                        .input("words", "fail"));
        assertThat(failureOf(run)).hasMessageContaining("step fix: cannot do 'fail 1'");
        assertThat(ran).containsExactly("fail 1");
    }

    @Test
    void severalStepsAreRepeatedAsAWorkflow() {
        agents();
        Workflow inner = Workflow.named("inner")
                .input("n")
                .step(step("do", "do {{ input.n }}"))
                .step(step("test", "test {{ steps.do.text }}").after("do"))
                .output("said", "{{ steps.test.text }}");
        WorkflowResult result = run(of(Step.workflow("loop", inner, Map.of("n", "{{ round }}"))
                .repeat(Guard.of("{{ steps.loop.data.said }}", Operator.CONTAINS, "do 2"), 3)));
        assertThat(ran).containsExactly("do 1", "test <do 1>", "do 2", "test <do 2>");
        assertThat(get(fleet.task("run/loop+2/test"))).isPresent();
        assertThat(result.step("loop").steps()).extracting(StepStatus::name).containsExactly("do", "test");
    }

    @Test
    void anotherRunTakesTheRoundsThatSucceeded() {
        agents();
        Workflow workflow = of(step("fix", "round {{ round }}").repeat(text("fix", Operator.EQUALS, "<round 3>"), 2));
        failureOf(start(workflow));
        ran.clear();
        Workflow more = of(step("fix", "round {{ round }}").repeat(text("fix", Operator.EQUALS, "<round 3>"), 4));
        WorkflowResult result =
                get(get(workflows.run(more, RunOptions.of("run~1"))).result());
        assertThat(ran).containsExactly("round 3");
        assertThat(result.step("fix").taskIds()).containsExactly("run/fix", "run/fix+2", "run~1/fix+3");
    }

    @Test
    void whatARepeatedStepDidIsUndoneOnce() {
        agents();
        WorkflowRun run = start(of(
                step("fix", "round {{ round }}")
                        .repeat(text("fix", Operator.EQUALS, "<round 2>"), 2)
                        .compensate(Task.of("undo {{ steps.fix.text }}")),
                step("b", "fail").after("fix")));
        failureOf(run);
        assertThat(ran).containsExactly("round 1", "round 2", "fail", "undo <round 2>");
    }

    @Test
    void eachCombinationOfListsIsAnItem() {
        agents();
        Map<String, String> lists = new LinkedHashMap<>();
        lists.put("os", "{{ input.os }}");
        lists.put("jdk", "{{ input.jdk }}");
        WorkflowResult result = run(of(step("test", "{{ item.os }} {{ item.jdk }} {{ index }}")
                        .forEach(FanOut.product(lists).concurrency(1)))
                .input("os", List.of("linux", "mac"))
                .input("jdk", List.of(17, 25)));
        assertThat(ran).containsExactly("linux 17 0", "linux 25 1", "mac 17 2", "mac 25 3");
        assertThat(result.step("test").taskIds()).endsWith("run/test#3");
    }

    @Test
    void aProductWithAnEmptyListHasNoItems() {
        agents();
        Map<String, String> lists = Map.of("a", "{{ input.a }}", "b", "{{ input.b }}");
        WorkflowResult result = run(of(step("test", "x").forEach(FanOut.product(lists)))
                .input("a", List.of())
                .input("b", List.of(1, 2)));
        assertThat(result.step("test").state()).isEqualTo(StepState.SUCCEEDED);
        assertThat(ran).isEmpty();
    }

    @Test
    void aProductThatIsTooLargeIsRefusedBeforeItIsMade() {
        agents();
        List<Integer> hundred = java.util.stream.IntStream.range(0, 100).boxed().toList();
        Map<String, String> lists = Map.of("a", "{{ input.l }}", "b", "{{ input.l }}", "c", "{{ input.l }}");
        WorkflowRun run =
                start(of(step("test", "x").forEach(FanOut.product(lists))).input("l", hundred));
        assertThat(failureOf(run)).hasMessageContaining("for_each: has 1000000 items, at most 10000 are allowed");
        assertThat(ran).isEmpty();
    }
}
