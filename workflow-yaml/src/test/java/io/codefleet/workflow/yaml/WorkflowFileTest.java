package io.codefleet.workflow.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AgentOptions;
import io.codefleet.Allowance;
import io.codefleet.ArtifactSelection;
import io.codefleet.Backoff;
import io.codefleet.Budget;
import io.codefleet.OutputSchema;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskLimits;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Guard;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkflowFileTest {
    private static Workflow read(String text) {
        return WorkflowFile.read("review.yml", text);
    }

    @Test
    void aFileYieldsTheSameWorkflowAsTheBuilder() {
        Workflow inner =
                Workflow.named("deploy").input("text").step(Step.task("go", Task.of("Deploy {{ input.text }}")));
        Workflow expected = Workflow.named("review")
                .input("project")
                .input("depth", List.of(1, Map.of("a", true)))
                .step(Step.task(
                                "find",
                                Task.of("Find files in {{ input.project }}")
                                        .project("{{ input.project }}")
                                        .files(List.of("src"))
                                        .type("research")
                                        .requires("java", "git")
                                        .priority(9)
                                        .preferredModel("anthropic/claude-sonnet-5")
                                        .attribute("deep", Map.of("x", List.of(1, "y")))
                                        .limits(TaskLimits.DEFAULT
                                                .deadline(Duration.ofHours(1))
                                                .attemptTimeout(Duration.ofMinutes(10)))
                                        .retry(RetryPolicy.DEFAULT
                                                .maxAttempts(5)
                                                .backoff(Backoff.linear(Duration.ofSeconds(2), Duration.ofMinutes(1)))))
                        .compensate(Task.of("Forget {{ steps.find.text }}")))
                .step(Step.task("check", Task.of("Check {{ item }}"))
                        .after("find")
                        .asOptional()
                        .forEach(FanOut.over("{{ steps.find.data.files }}")
                                .concurrency(4)
                                .allowedFailures(2)))
                .step(Step.approval("ask", "Deploy?", Duration.ofHours(4))
                        .after("find")
                        .afterEnd("check"))
                .step(Step.workflow("deploy", inner, Map.of("text", "{{ steps.check.text }}"))
                        .after("ask"))
                .step(Step.task("tell", Task.of("Tell")).afterFailure("deploy"))
                .output("report", "{{ steps.check.text }}")
                .timeLimit(Duration.ofHours(8));
        assertThat(read("""
                name: review
                inputs:
                  project:
                    description: where
                  depth: {default: [1, {a: true}]}
                steps:
                  find:
                    prompt: Find files in {{ input.project }}
                    project: "{{ input.project }}"
                    files: src
                    type: research
                    requires: [java, git]
                    priority: 9
                    model: anthropic/claude-sonnet-5
                    attributes: {deep: {x: [1, "y"]}}
                    timeout: 1h
                    attempt_timeout: 10m
                    retry: {attempts: 5, backoff: linear, initial_delay: 2s, max_delay: 1m}
                    compensate: {prompt: "Forget {{ steps.find.text }}"}
                  check:
                    after: find
                    for_each: "{{ steps.find.data.files }}"
                    max_parallel: 4
                    allowed_failures: 2
                    optional: true
                    prompt: Check {{ item }}
                  ask:
                    after: [find, {step: check, on: always}]
                    approval: Deploy?
                    timeout: 4h
                  deploy:
                    after: ask
                    input: {text: "{{ steps.check.text }}"}
                    workflow:
                      name: deploy
                      inputs: {text: {}}
                      steps:
                        go: {prompt: "Deploy {{ input.text }}"}
                  tell: {prompt: Tell, after: [{step: deploy, on: failure}]}
                outputs:
                  report: "{{ steps.check.text }}"
                timeout: 8h
                """)).isEqualTo(expected);
    }

    @Test
    void aStepHasAgentOptionsAndAnAllowance() {
        Task task = Task.of("Judge it")
                .agent(AgentOptions.DEFAULT
                        .name("reviewer")
                        .models("openai/gpt-5", "google/gemini-2.5-pro")
                        .variant("high")
                        .systemPrompt("Be {{ input.mood }}.")
                        .tools(Map.of("bash", false))
                        .output(OutputSchema.of(Map.of("type", "object"))
                                .maxRepairs(1)
                                .orNextModel())
                        .artifacts(ArtifactSelection.of("build/*.xml"))
                        .budget(Budget.cost("0.50").maxTokens(100_000))
                        .maxSteps(20))
                .allowance(Allowance.of("team-a").perDay(Budget.cost("20")).total(Budget.cost("500.00")));
        assertThat(read("""
                name: judge
                inputs: {mood: {default: strict}}
                steps:
                  judge:
                    prompt: Judge it
                    agent:
                      name: reviewer
                      models: [openai/gpt-5, google/gemini-2.5-pro]
                      variant: high
                      system: Be {{ input.mood }}.
                      tools: {bash: false}
                      output: {schema: {type: object}, repairs: 1, next_model: true}
                      artifacts: build/*.xml
                      max_cost: "0.50"
                      max_tokens: 100000
                      max_steps: 20
                    allowance: {key: team-a, per_day: 20, total: "500.00"}
                """))
                .isEqualTo(Workflow.named("judge").input("mood", "strict").step(Step.task("judge", task)));
    }

    @Test
    void tagsAreRead() {
        Task task =
                Task.of("x").tag("team", "core").tag("of", "{{ input.who }}").tag("version", "1.10");
        assertThat(read("""
                name: w
                inputs: {who: {}}
                steps:
                  a:
                    prompt: x
                    tags: {team: core, of: "{{ input.who }}", version: "1.10"}
                    compensate: {prompt: y, tags: {k: v}}
                """))
                .isEqualTo(Workflow.named("w")
                        .input("who")
                        .step(Step.task("a", task).compensate(Task.of("y").tag("k", "v"))));
    }

    @Test
    void jsonIsReadToo() {
        assertThat(read("{\"name\": \"w\", \"steps\": {\"a\": {\"prompt\": \"x\"}}}"))
                .isEqualTo(Workflow.named("w").step(Step.task("a", Task.of("x"))));
    }

    static Stream<Arguments> faults() {
        String head = "name: w\nsteps:\n  a:\n    prompt: x\n";
        return Stream.of(
                Arguments.of("", 0, "is empty"),
                Arguments.of("name: w\nsteps: [", 2, ""),
                Arguments.of(head + "  a:\n    prompt: y\n", 5, "Duplicate field 'a'"),
                Arguments.of(head + "---\n" + head, 6, "begins a second document after '---'; put each"),
                Arguments.of(head + "    <<: x\n", 5, "<<: takes an alias of an object"),
                Arguments.of(head + "  b: *c\n", 5, "undefined alias"),
                Arguments.of("name: w\nx-a: &a\n  b: *a\nsteps:\n  a: {prompt: x}\n", 2, "holds itself by an alias"),
                Arguments.of("name: w\nx-a: &a\n  <<: *a\nsteps:\n  a: {prompt: x}\n", 2, "merges itself"),
                Arguments.of(head + "    priority: !high 1\n", 5, "has the tag !high"),
                Arguments.of(head + "    ? [a]\n    : b\n", 5, "has a list or an object for a key"),
                Arguments.of(
                        "name: w\ninputs:\n  n: {type: number, default: many}\nsteps: {a: {prompt: x}}\n",
                        3,
                        "inputs.n.default: must be a number"),
                Arguments.of(head + "    when: {value: \"{{ input.x }}\", eqals: 1}\n", 5, "did you mean 'equals'?"),
                Arguments.of(head + "    when: high\n", 5, "steps.a.when: is of kind string"),
                Arguments.of(
                        head + "    when: {value: high, equals: 1}\n", 5, "steps.a.when: 'high' is not one reference"),
                Arguments.of(head + "    when: {value: \"{{ input.x }}\"}\n", 5, "steps.a.when: has no operator"),
                Arguments.of(
                        head + "    when:\n      - {value: \"{{ input.x }}\", equals: 1}\n"
                                + "      - not: {value: \"{{ input.x }}\", matches: \"(\"}\n",
                        7,
                        "steps.a.when.1.not.matches: '(' is not a regular"),
                Arguments.of(
                        head + "    when:\n      any:\n        - {value: \"{{ input.x }}\", equals: 1}\n"
                                + "        - all: [{value: high, equals: 1}]\n",
                        8,
                        "steps.a.when.any.1.all.0: 'high' is not one reference"),
                Arguments.of(
                        head + "    when:\n      all:\n      - {value: \"{{ steps.a.text }}\", matches: \"(\"}\n",
                        7,
                        "steps.a.when.all.0.matches: '(' is not a regular"),
                Arguments.of(head + "    when: {equals: 1}\n", 5, "must have value and an operator"),
                Arguments.of(
                        head + "    when: {value: \"{{ steps.c.text }}\", equals: 1}\n",
                        5,
                        "steps.a.when: {{ steps.c.text }}"),
                Arguments.of(head + "    repeat: {max_rounds: 3}\n", 5, "until"),
                Arguments.of(
                        head
                                + "    repeat:\n      max_rounds: 1000\n      until: {value: \"{{ steps.a.text }}\", equals: x}\n",
                        6,
                        "steps.a.repeat.max_rounds"),
                Arguments.of(
                        head + "    repeat:\n      max_rounds: 3\n      until: {value: x, equals: x}\n",
                        7,
                        "steps.a.repeat.until: 'x' is not one"),
                Arguments.of(head + "    for_each: {os: linux}\n", 5, "steps.a.for_each"),
                Arguments.of(head + "    for_each: {}\n", 5, "steps.a.for_each"),
                Arguments.of("name: w\n", 1, "steps"),
                Arguments.of(head + "    promt: y\n", 5, "there is no key 'promt' here; did you mean 'prompt'?"),
                Arguments.of(
                        "name: w\nstepps: {}\nsteps:\n  a: {prompt: x}\n", 2, "'stepps' here; did you mean 'steps'?"),
                Arguments.of(
                        head + "    retry: {atempts: 3}\n",
                        5,
                        "steps.a.retry: there is no key 'atempts' here; did you"),
                Arguments.of("name: w\nsteps:\n  - a: {prompt: x}\n", 3, "steps: is of kind array, must be object"),
                Arguments.of(
                        "name: w\nsteps:\n  a:\n    prompt: x\n   b: y\n",
                        5,
                        "while parsing a block mapping, expected <block end>, but found '<block mapping start>'"),
                Arguments.of(head + "  b:\n    after: a\n", 6, "steps.b: needs one of prompt, approval and workflow"),
                Arguments.of(head + "  b:\n    prompt: y\n    approval: z\n", 6, "steps.b: needs one of"),
                Arguments.of(head + "    timeout: 10 minutes\n", 5, "steps.a.timeout"),
                Arguments.of(head + "    priority: 101\n", 5, "steps.a.priority"),
                Arguments.of(head + "    after: [{step: a, on: sucess}]\n", 5, "steps.a.after.0.on"),
                Arguments.of(head + "    after: c\n", 5, "steps.a.after: there is no step 'c'; did you mean 'a'?"),
                Arguments.of(
                        head + "  b:\n    prompt: \"{{ steps.c.text }}\"\n", 6, "steps.b.prompt: {{ steps.c.text }}"),
                Arguments.of(head + "    requires: [a b]\n", 5, "steps.a.requires"),
                Arguments.of(head + "    agent:\n      maxcost: 1\n", 6, "maxcost"),
                Arguments.of(
                        head + "    agent:\n      models: gpt-5\n", 6, "steps.a.agent.models: 'gpt-5' is not a model"),
                Arguments.of(head + "    agent:\n      max_cost: much\n", 6, "steps.a.agent.max_cost"),
                Arguments.of(head + "    agent:\n      max_cost: -1\n", 6, "steps.a.agent.max_cost"),
                Arguments.of(head + "    tags:\n      team: a\n      team: b\n", 7, "Duplicate field 'team'"),
                Arguments.of(head + "    tags:\n      a b: c\n", 6, "steps.a.tags: has the key 'a b'"),
                Arguments.of(head + "    tags:\n      a: \"c\\n\"\n", 6, "steps.a.tags: has a control character"),
                Arguments.of(head + "    tags:\n      a: [c]\n", 6, "steps.a.tags.a: is of kind array, must be string"),
                Arguments.of(head + "    tags:\n      a: " + "c".repeat(257) + "\n", 6, "steps.a.tags.a"),
                Arguments.of(
                        head + "    tags: {" + "abcdefghijklmnopq".replaceAll("(\\w)", "$1: x, ") + "}\n",
                        5,
                        "steps.a.tags"),
                Arguments.of(head + "    tags: [a=b]\n", 5, "steps.a.tags: is of kind array, must be object"),
                Arguments.of(head + "    tags: {a: \"{{ input.x }}\"}\n", 5, "steps.a.tags.a: {{ input.x }}"),
                Arguments.of(head + "    allowance: {per_day: 20}\n", 5, "key"),
                Arguments.of(
                        head + "    allowance:\n      key: a\n      per_day: lots\n", 7, "steps.a.allowance.per_day"),
                Arguments.of(
                        head + "    retry:\n      initial_delay: 2m\n      max_delay: 1m\n",
                        7,
                        "steps.a.retry.max_delay"),
                Arguments.of(
                        head
                                + "  s:\n    workflow:\n      name: i\n      steps:\n        z:\n          prompt: \"{{ item }}\"\n",
                        10,
                        "steps.s.workflow.steps.z.prompt: {{ item }}"),
                Arguments.of("name: w\nsteps:\n  a b:\n    prompt: x\n", 4, "steps: property 'a b'"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void anErrorNamesItsLineAndField(String text, int line, String words) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        WorkflowFileException.class,
                        e -> assertThat(e.line()).as(e.getMessage()).isEqualTo(line))
                .hasMessageStartingWith("review.yml")
                .hasMessageContaining(words);
    }

    @Test
    void anInnerWorkflowHasTypesToo() {
        Workflow workflow = read("""
                name: w
                steps:
                  s:
                    workflow:
                      name: inner
                      inputs: {v: {type: string, default: 1.10}}
                      steps: {a: {prompt: "{{ input.v }}"}}
                """);
        Workflow inner = Workflow.named("inner").input("v", "1.10").step(Step.task("a", Task.of("{{ input.v }}")));
        assertThat(workflow).isEqualTo(Workflow.named("w").step(Step.workflow("s", inner, Map.of())));
    }

    @Test
    void conditionsRoundsAndCombinationsAreRead() {
        Guard done = new Guard.All(List.of(
                Guard.of("{{ steps.b.data.n }}", Guard.Operator.AT_LEAST, 1),
                Guard.of("{{ steps.b.data.n }}", Guard.Operator.LESS_THAN, 2.5)));
        Map<String, String> lists = new LinkedHashMap<>();
        lists.put("os", "{{ input.os }}");
        lists.put("jdk", "{{ input.os }}");
        Workflow expected = Workflow.named("w")
                .input("os", List.of("a"))
                .step(Step.task("a", Task.of("x"))
                        .when(Guard.of("{{ input.os }}", Guard.Operator.IN, List.of("high", "critical"))))
                .step(Step.task("b", Task.of("x"))
                        .when(new Guard.All(List.of(
                                new Guard.Not(Guard.of("{{ input.os }}", Guard.Operator.CONTAINS, "b")),
                                new Guard.Any(List.of(Guard.of("{{ input.os.3 }}", Guard.Operator.EXISTS, false))))))
                        .repeat(done, 5))
                .step(Step.task("c", Task.of("{{ item.os }}"))
                        .forEach(FanOut.product(lists).allowedFailures(1)));
        assertThat(read("""
                name: w
                inputs: {os: {default: [a]}}
                steps:
                  a:
                    prompt: x
                    when: {value: "{{ input.os }}", in: [high, critical]}
                  b:
                    prompt: x
                    when:
                      - not: {value: "{{ input.os }}", contains: b}
                      - any: [{value: "{{ input.os.3 }}", exists: false}]
                    repeat:
                      until: {value: "{{ steps.b.data.n }}", at_least: 1, less_than: 2.5}
                      max_rounds: 5
                  c:
                    prompt: "{{ item.os }}"
                    for_each: {os: "{{ input.os }}", jdk: "{{ input.os }}"}
                    allowed_failures: 1
                """)).isEqualTo(expected);
    }
}
