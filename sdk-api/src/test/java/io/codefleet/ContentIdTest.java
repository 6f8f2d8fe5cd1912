package io.codefleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentIdTest {
    private static final Task TASK = Task.of("Explain Foo.java");

    /** A change of each component of a task. */
    private static final Map<String, UnaryOperator<Task>> CHANGES = Map.ofEntries(
            Map.entry("type", task -> task.type("other")),
            Map.entry("prompt", task -> task.prompt("Explain Bar.java")),
            Map.entry("context", task -> task.files(List.of("Foo.java"))),
            Map.entry("priority", task -> task.priority(9)),
            Map.entry("requiredCapabilities", task -> task.requires("java")),
            Map.entry("placement", task -> task.placement(Placement.worker("w"))),
            Map.entry("limits", task -> task.limits(TaskLimits.DEFAULT.deadline(Duration.ofHours(1)))),
            Map.entry("retry", task -> task.maxAttempts(1)),
            Map.entry("concurrency", task -> task.concurrency("shop", 2)),
            Map.entry("allowance", task -> task.allowance(Allowance.of("shop"))),
            Map.entry("delay", task -> task.delay(Duration.ofSeconds(1))),
            Map.entry("parentId", task -> task.parent("up")),
            Map.entry("tags", task -> task.tag("team", "a")));

    static Stream<String> components() {
        return Arrays.stream(Task.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(Field::getName)
                .filter(name -> !name.equals("id") && !name.equals("headers"));
    }

    @ParameterizedTest
    @MethodSource("components")
    void anyOtherContentIsAnotherTask(String component) {
        Task changed = CHANGES.get(component).apply(TASK);
        assertThat(changed.contentId().id()).isNotEqualTo(TASK.contentId().id());
    }

    @Test
    void headersAreNotContent() {
        assertThat(TASK.header("traceparent", "a").contentId().id())
                .isEqualTo(TASK.contentId().id());
    }

    @Test
    void whatIsAskedOfTheAgentIsContent() {
        AgentOptions usual = AgentOptions.DEFAULT;
        Stream.of(
                        usual.name("a"),
                        usual.models("a/b"),
                        usual.variant("a"),
                        usual.systemPrompt("a"),
                        usual.tools(Map.of("a", true)),
                        usual.output(OutputSchema.of(Map.of())),
                        usual.artifacts(ArtifactSelection.of("a")),
                        usual.budget(Budget.tokens(1)),
                        usual.maxSteps(1))
                .map(options -> TASK.agent(options).contentId().id())
                .forEach(id -> assertThat(id).isNotEqualTo(TASK.contentId().id()));
    }

    @Test
    void equalContentIsOneTask() {
        Task one = Task.of("x").requires("b", "a").attribute("k", 1);
        Task two = Task.of("x").attribute("k", 1L).requires("a", "b");
        assertThat(one.contentId()).isEqualTo(two.contentId());
    }

    @Test
    void anIdFromContentIsStableAcrossVersions() {
        assertThat(TASK.contentId().id())
                .isEqualTo("sha256-d3dfdafaee4fd6cb95d8bbfe7f9e408661e498286a09b68ca884b062a92c2d41");
    }

    @Test
    void anIdFromContentStaysWhenItIsTakenAgain() {
        assertThat(TASK.contentId().contentId()).isEqualTo(TASK.contentId());
    }

    @Test
    void aSaltMakesAnotherTaskOfTheSameContent() {
        assertThat(TASK.contentId("commit-1").id())
                .isNotEqualTo(TASK.contentId("commit-2").id())
                .isNotEqualTo(TASK.contentId().id());
    }

    @Test
    void theOrderOfAttributeKeysDoesNotChangeTheId() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("a", 1);
        one.put("b", 2);
        Map<String, Object> two = new LinkedHashMap<>();
        two.put("b", 2);
        two.put("a", 1);
        assertThat(TASK.attribute("k", one).contentId())
                .isEqualTo(TASK.attribute("k", two).contentId());
    }

    @Test
    void theOrderOfFilesIsContent() {
        assertThat(TASK.files(List.of("a", "b")).contentId().id())
                .isNotEqualTo(TASK.files(List.of("b", "a")).contentId().id());
    }

    @Test
    void aNumberAndItsTextAreTwoContents() {
        assertThat(TASK.attribute("k", 1).contentId().id())
                .isNotEqualTo(TASK.attribute("k", "1").contentId().id());
    }

    @Test
    void piecesDoNotRunTogether() {
        assertThat(TASK.files(List.of("ab", "c")).contentId().id())
                .isNotEqualTo(TASK.files(List.of("a", "bc")).contentId().id());
        assertThat(TASK.files(List.of("a")).contentId().id())
                .isNotEqualTo(TASK.previousTasks(List.of("a")).contentId().id());
    }
}
