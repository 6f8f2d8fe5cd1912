package io.codefleet.internal.orchestration.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.workflow.Condition;
import io.codefleet.workflow.Dependency;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.Workflow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepPlannerTest {
    private static Step step(String name) {
        return Step.task(name, Task.of("do " + name));
    }

    private static Workflow of(Step... steps) {
        return Workflow.named("w").steps(List.of(steps));
    }

    private static List<String> names(List<Step> steps) {
        return steps.stream().map(Step::name).toList();
    }

    /** One step after another: how the first ended, on what the second depends, and what becomes of that. */
    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED, false, SUCCESS, start",
        "SUCCEEDED, false, FAILURE, skip",
        "SUCCEEDED, false, ALWAYS,  start",
        "FAILED,    false, SUCCESS, skip",
        "FAILED,    false, FAILURE, start",
        "FAILED,    false, ALWAYS,  start",
        "SKIPPED,   false, SUCCESS, skip",
        "SKIPPED,   false, FAILURE, skip",
        "SKIPPED,   false, ALWAYS,  start",
        "SUCCEEDED, true,  SUCCESS, start",
        "SUCCEEDED, true,  FAILURE, skip",
        "FAILED,    true,  SUCCESS, start",
        "FAILED,    true,  FAILURE, start",
        "SKIPPED,   true,  SUCCESS, skip",
        "SKIPPED,   true,  ALWAYS,  start"
    })
    void theConditionDecides(StepState first, boolean optional, Condition on, String what) {
        Step before = optional ? step("a").asOptional() : step("a");
        Step after = Step.builder("b", step("b").work())
                .after(List.of(new Dependency("a", on)))
                .forEach(step("b").forEach().orElse(null))
                .compensation(step("b").compensation().orElse(null))
                .when(step("b").when().orElse(null))
                .repeat(step("b").repeat().orElse(null))
                .build();
        StepPlanner.Next next = new StepPlanner(of(before, after)).after(List.of("a"), Map.of("a", first));
        assertThat(names(next.start())).isEqualTo(what.equals("start") ? List.of("b") : List.of());
        assertThat(names(next.skip())).isEqualTo(what.equals("skip") ? List.of("b") : List.of());
    }

    @Test
    void whatDependsOnNothingIsFirst() {
        StepPlanner planner = new StepPlanner(of(step("b").after("a"), step("a"), step("c")));
        assertThat(names(planner.first().start())).containsExactly("a", "c");
    }

    @Test
    void aStepWaitsForAllThatItComesAfter() {
        StepPlanner planner = new StepPlanner(of(step("a"), step("b"), step("c").after("a", "b")));
        assertThat(planner.after(List.of("a"), Map.of("a", StepState.SUCCEEDED)).start())
                .isEmpty();
    }

    @Test
    void aStepIsNotSkippedWhileOthersThatItComesAfterRun() {
        StepPlanner planner = new StepPlanner(of(step("a"), step("b"), step("c").after("a", "b")));
        Map<String, StepState> states = Map.of("a", StepState.FAILED, "b", StepState.RUNNING);
        assertThat(planner.after(List.of("a"), states).skip()).isEmpty();
    }

    @Test
    void onlyAFailureOfWhatIsNotOptionalFailsTheRun() {
        StepPlanner planner = new StepPlanner(of(step("a"), step("b").asOptional()));
        assertThat(planner.hasFailed(Map.of("a", StepState.SUCCEEDED, "b", StepState.FAILED)))
                .isFalse();
        assertThat(planner.hasFailed(Map.of("a", StepState.FAILED, "b", StepState.SUCCEEDED)))
                .isTrue();
    }

    @Test
    void backwardsIsAgainstEveryArrow() {
        StepPlanner planner = new StepPlanner(
                of(step("d").after("b", "c"), step("b").after("a"), step("c").after("a"), step("a")));
        assertThat(names(planner.backwards())).containsExactly("d", "c", "b", "a");
    }

    /** A random graph: an arrow from each step to some of those before it, in a random order of the definition. */
    @Provide
    Arbitrary<Workflow> graphs() {
        return Arbitraries.randomValue(random -> {
            int size = 1 + random.nextInt(40);
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                List<Dependency> after = new ArrayList<>();
                for (int j = 0; j < i; j++) {
                    if (random.nextInt(i) < 2) {
                        after.add(new Dependency(
                                "s" + j, List.of(Condition.values()).get(random.nextInt(3))));
                    }
                }
                Step plain = step("s" + i);
                steps.add(Step.builder(plain.name(), plain.work())
                        .after(after)
                        .forEach(plain.forEach().orElse(null))
                        .optional(random.nextInt(4) == 0)
                        .compensation(plain.compensation().orElse(null))
                        .when(plain.when().orElse(null))
                        .repeat(plain.repeat().orElse(null))
                        .build());
            }
            Collections.shuffle(steps, random);
            return Workflow.named("random").steps(steps).check();
        });
    }

    /** Plays a run: of the steps that may run a random one ends in a random way, until nothing is left. */
    private static Map<String, StepState> play(Workflow workflow, Map<String, StepState> ends, Random order) {
        StepPlanner planner = new StepPlanner(workflow);
        Map<String, StepState> states = new LinkedHashMap<>();
        List<String> running = new ArrayList<>();
        Set<String> begun = new HashSet<>();
        StepPlanner.Next next = planner.first();
        while (true) {
            for (Step step : next.start()) {
                assertThat(begun.add(step.name()))
                        .as("%s runs once", step.name())
                        .isTrue();
                assertThat(step.after()).allMatch(each -> states.containsKey(each.step()));
                running.add(step.name());
            }
            List<String> skipped = names(next.skip());
            for (String name : skipped) {
                assertThat(begun.add(name)).as("%s is skipped once", name).isTrue();
                states.put(name, StepState.SKIPPED);
            }
            if (!skipped.isEmpty()) {
                next = planner.after(skipped, withRunning(states, running));
                continue;
            }
            if (running.isEmpty()) {
                return states;
            }
            String ended = running.remove(order.nextInt(running.size()));
            states.put(ended, ends.getOrDefault(ended, StepState.SUCCEEDED));
            next = planner.after(List.of(ended), withRunning(states, running));
        }
    }

    private static Map<String, StepState> withRunning(Map<String, StepState> states, List<String> running) {
        Map<String, StepState> all = new HashMap<>(states);
        running.forEach(name -> all.put(name, StepState.RUNNING));
        return all;
    }

    private static Map<String, StepState> randomEnds(Workflow workflow, Random random) {
        Map<String, StepState> ends = new HashMap<>();
        workflow.steps()
                .forEach(
                        step -> ends.put(step.name(), random.nextInt(3) == 0 ? StepState.FAILED : StepState.SUCCEEDED));
        return ends;
    }

    @Property
    void everyStepEndsOnceAndAfterWhatItComesAfter(@ForAll("graphs") Workflow workflow, @ForAll long seed) {
        Random random = new Random(seed);
        Map<String, StepState> states = play(workflow, randomEnds(workflow, random), random);
        assertThat(states).hasSameSizeAs(workflow.steps());
    }

    @Property
    void theOrderInWhichStepsEndChangesNothing(@ForAll("graphs") Workflow workflow, @ForAll long seed) {
        Random random = new Random(seed);
        Map<String, StepState> ends = randomEnds(workflow, random);
        assertThat(play(workflow, ends, random)).isEqualTo(play(workflow, ends, random));
    }

    @Property
    void backwardsHasEveryStepBeforeWhatItComesAfter(@ForAll("graphs") Workflow workflow) {
        List<String> backwards = names(new StepPlanner(workflow).backwards());
        assertThat(backwards).hasSameSizeAs(workflow.steps());
        for (Step step : workflow.steps()) {
            for (Dependency dependency : step.after()) {
                assertThat(backwards.indexOf(step.name())).isLessThan(backwards.indexOf(dependency.step()));
            }
        }
    }
}
