package io.codefleet.workflow.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Task;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How YAML itself is read: merge keys, aliases, and values that may be a text or something else. */
class WorkflowYamlTest {
    private static Workflow read(String text) {
        return WorkflowFile.read("review.yml", text);
    }

    @Test
    void aMergeKeyBringsWhatIsNotThere() {
        Workflow expected = Workflow.named("w")
                .step(Step.task("a", Task.of("do a").type("java").priority(9)))
                .step(Step.task("b", Task.of("do b").type("java").priority(1)))
                .step(Step.task("c", Task.of("do c").type("go").priority(9)));
        assertThat(read("""
                name: w
                x-base: &base {type: java, priority: 9}
                x-go: &go {type: go}
                steps:
                  a: {<<: *base, prompt: do a}
                  b: {priority: 1, <<: *base, prompt: do b}
                  c:
                    <<: [*go, *base]
                    prompt: do c
                """)).isEqualTo(expected);
    }

    @Test
    void anAliasStandsForItsValue() {
        assertThat(read("""
                        name: w
                        steps:
                          a: {prompt: &p look, requires: &r [java]}
                          b: {prompt: *p, requires: *r}
                        """))
                .isEqualTo(Workflow.named("w")
                        .step(Step.task("a", Task.of("look").requires("java")))
                        .step(Step.task("b", Task.of("look").requires("java"))));
    }

    @Test
    void aliasesThatStandForTooMuchAreRefused() {
        StringBuilder text = new StringBuilder("name: w\nx-0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 7; i++) {
            text.append("x-" + i + ": &a" + i + " [")
                    .append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("x]\n");
        }
        String merges = text.toString()
                .replace("[x, x, x, x, x, x, x, x, x, x]", "{a: b}")
                .replaceAll("\\[(.*), x]", "{<<: [$1]}");
        for (String each : List.of(text.toString(), merges)) {
            assertThatThrownBy(() -> read(each + "steps: {a: {prompt: x}}\n"))
                    .isInstanceOf(WorkflowFileException.class)
                    .hasMessageContaining("values once its aliases are put in");
        }
    }

    @Test
    void aLargeObjectThatIsMergedOftenIsRefused() {
        StringBuilder text = new StringBuilder("name: w\nx-base: &b {");
        for (int i = 0; i < 2000; i++) {
            text.append("k").append(i).append(": x, ");
        }
        text.append("}\nx-all: {<<: [").append("*b, ".repeat(2000)).append("]}\n");
        assertThatThrownBy(() -> read(text + "steps: {a: {prompt: x}}\n"))
                .isInstanceOf(WorkflowFileException.class)
                .hasMessageContaining("more than 200000 values");
    }

    @Test
    void everyStepOfManyMayMergeTheSame() {
        StringBuilder text = new StringBuilder("name: w\nx-base: &base {type: java}\nsteps:\n");
        for (int i = 0; i < 200; i++) {
            text.append("  s" + i + ": {<<: *base, prompt: x}\n");
        }
        assertThat(read(text.toString()).steps()).hasSize(200);
    }

    @Test
    void aStringIsReadAsItIsWrittenAndTheRestIsWarnedOf() {
        WorkflowFile file = WorkflowFile.open("w.yml", """
                name: w
                inputs:
                  a: {type: string, default: no}
                  b: {type: string, default: 1.10}
                  c: {type: string, default: 010}
                  d: {type: string, default: 7}
                  e: {default: no}
                  f: {default: [1.10, 010, 1_000, 0x1F, 3, 1.5, true, "no", 12:30, 2026-01-02]}
                steps:
                  s:
                    prompt: x
                    attributes: {v: 2.0, w: off}
                    priority: 07
                """);
        String advice = "; quote it if it is a text, or give the input 'type: string'";

        assertThat(file.workflow().inputs().values().stream().map(Optional::orElseThrow))
                .containsExactly(
                        "no",
                        "1.10",
                        "010",
                        "7",
                        false,
                        List.of(1.1, 8, 1000, 31, 3, 1.5, true, "no", "12:30", "2026-01-02"));
        assertThat(file.warnings())
                .containsExactly(
                        "w.yml line 7: inputs.e.default: no is read as false" + advice,
                        "w.yml line 8: inputs.f.default.0: 1.10 is read as 1.1" + advice,
                        "w.yml line 8: inputs.f.default.1: 010 is read as 8" + advice,
                        "w.yml line 8: inputs.f.default.2: 1_000 is read as 1000" + advice,
                        "w.yml line 8: inputs.f.default.3: 0x1F is read as 31" + advice,
                        "w.yml line 12: steps.s.attributes.w: off is read as false; quote it if it is a text");
    }

    @Test
    void aConditionOnYesOrNoIsWarnedOf() {
        assertThat(WorkflowFile.open("w.yml", """
                        name: w
                        inputs: {x: {default: a}}
                        steps:
                          a: {prompt: x, when: {value: "{{ input.x }}", in: [yes, "no"]}}
                        """).warnings())
                .containsExactly("w.yml line 4: steps.a.when.in.0: yes is read as true; quote it if it is a text");
    }
}
