package io.codefleet.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunSizeTest {
    private static final List<Integer> MANY =
            IntStream.range(0, FanOut.MAX_ITEMS).boxed().toList();

    private static Workflow over(String list) {
        return Workflow.named("w")
                .input("items", List.of(1, 2, 3))
                .input("none", List.of())
                .step(Step.task("a", Task.of("{{ item }}")).forEach(list));
    }

    private static Workflow product(String... lists) {
        Map<String, String> named = new LinkedHashMap<>();
        for (String list : lists) {
            named.put("l" + named.size(), list);
        }
        return Workflow.named("w")
                .input("items", List.of(1, 2, 3))
                .input("many", MANY)
                .step(Step.task("a", Task.of("x")).forEach(FanOut.product(named)));
    }

    /** Returns a run of an inner workflow with these values, which has a task for each item of a list. */
    private static Workflow inner(Map<String, Object> input, String list) {
        Workflow inner = Workflow.named("inner")
                .input("x")
                .step(Step.task("a", Task.of("{{ item }}")).forEach(list));
        return Workflow.named("w")
                .step(Step.task("first", Task.of("x")))
                .step(Step.workflow("sub", inner, input).after("first"));
    }

    @Test
    void aListCountsWithItsItemsAndOneThatIsNotKnownAsOne() {
        assertThat(RunSize.of(over("{{ input.items }}"))).isEqualTo(3);
        assertThat(RunSize.of(over("{{ steps.b.data.files }}"))).isEqualTo(1);
        assertThat(RunSize.of(over("{{ steps.b.data.files? }}"))).isEqualTo(1);
        assertThat(RunSize.of(over("{{ input.none }}").step(Step.task("b", Task.of("x")))))
                .isEqualTo(1);
    }

    @Test
    void listsByNamesCountWithTheirCombinations() {
        assertThat(RunSize.of(product("{{ input.items }}", "{{ input.items }}")))
                .isEqualTo(9);
        assertThat(RunSize.of(product("{{ input.items }}", "{{ steps.b.data }}")))
                .isEqualTo(3);
        assertThat(RunSize.of(product("{{ input.many }}", "{{ input.many }}"))).isGreaterThan(FanOut.MAX_ITEMS);
    }

    @Test
    void aListNextToAnUnknownValueCounts() {
        String unknown = "{{ steps.first.text }}";
        assertThat(RunSize.of(inner(
                        Map.of("x", Map.of("files", List.of(1, 2), "why", unknown)), "{{ input.x.files }}")))
                .isEqualTo(3);
        assertThat(RunSize.of(inner(Map.of("x", List.of(unknown, unknown)), "{{ input.x }}")))
                .isEqualTo(3);
        assertThat(RunSize.of(inner(Map.of("x", unknown), "{{ input.x }}"))).isEqualTo(2);
    }

    @Test
    void aStepWithItemsIsUndoneByOneTask() {
        Step undone = Step.task("a", Task.of("{{ item }}"))
                .forEach("{{ input.items }}")
                .compensate(Task.of("undo"));
        Workflow inner =
                Workflow.named("inner").input("items", List.of(1, 2, 3)).step(undone);

        assertThat(RunSize.of(inner)).isEqualTo(4);
        assertThat(RunSize.of(Workflow.named("w")
                        .input("two", List.of(1, 2))
                        .step(Step.workflow("sub", inner, Map.of()).forEach("{{ input.two }}"))))
                .isEqualTo(8);
    }

    @Test
    void aListOfItsOwnCountsForEachItem() {
        Workflow inner = Workflow.named("inner")
                .input("x")
                .step(Step.task("a", Task.of("{{ item }}")).forEach("{{ input.x }}"));
        Step each = Step.workflow("sub", inner, Map.of("x", "{{ item.files }}")).forEach("{{ input.parts }}");
        Step combined = Step.workflow("sub", inner, Map.of("x", "{{ item.part.files }}"))
                .forEach(FanOut.product(Map.of("part", "{{ input.parts }}")));
        List<Map<String, Object>> parts =
                List.of(Map.of("files", List.of(1, 2)), Map.of("files", List.of(3)), Map.of("files", List.of()));

        for (Step step : List.of(each, combined)) {
            assertThat(RunSize.of(Workflow.named("w").input("parts", parts).step(step)))
                    .isEqualTo(3);
        }
    }

    @Test
    void aDefinitionThatIsTooLargeToCountIsAboveAnyLimit() {
        Workflow workflow = Workflow.named("w").step(Step.approval("ask", "Go on?", Duration.ofHours(1)));
        for (int depth = 0; depth < 4; depth++) {
            workflow = Workflow.named("w" + depth)
                    .input("many", MANY)
                    .step(Step.workflow("sub", workflow, Map.of()).forEach("{{ input.many }}"));
        }
        assertThat(RunSize.of(workflow)).isGreaterThan(McpServerOptions.HIGHEST_MAX_TASKS);
    }
}
