package io.codefleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codefleet.error.InvalidInputException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be asked of an agent, and what not. */
class AgentOptionsTest {
    private static final AgentOptions USUAL = AgentOptions.DEFAULT;

    private static void refused(String field, String remedy, Runnable call) {
        InvalidInputException refusal = catchThrowableOfType(InvalidInputException.class, call::run);
        assertThat(refusal).as("refusal of %s", field).isNotNull();
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal).hasMessageContaining(remedy);
    }

    @Test
    void thePreferredModelGoesFirstAndNoneComesTwice() {
        TaskContext context =
                Task.of("x").models("a/1", "b/2", "a/1").preferredModel("b/2").context();
        assertThat(context.models()).containsExactly("b/2", "a/1");
        assertThat(TaskContext.EMPTY.models()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sonnet", "/sonnet", "anthropic/"})
    void aModelWithoutProviderAndNameIsRefused(String model) {
        refused("agent.models", "write provider/name", () -> USUAL.models(model));
    }

    @Test
    void moreModelsThanAnyoneWaitsForAreRefused() {
        refused("agent.models", "at most 20", () -> USUAL.models(Collections.nCopies(21, "a/b")));
    }

    @Test
    void blankNamesAndTextsAreRefused() {
        refused("agent.name", "give some text", () -> USUAL.name(" "));
        refused("agent.variant", "give some text", () -> USUAL.variant(""));
        refused("agent.systemPrompt", "give some text", () -> USUAL.systemPrompt("\n"));
    }

    @Test
    void aToolIsNamedOrAllAre() {
        assertThat(USUAL.tools(Map.of("*", false, "github_create-issue", true)).tools())
                .hasSize(2);
        refused("agent.tools", "is not allowed", () -> USUAL.tools(Map.of("ba sh", false)));
        refused("agent.tools", "is not allowed", () -> USUAL.tools(Map.of("bash*", false)));
    }

    @Test
    void aSchemaHoldsOnlyJsonAndItsRepairsAreBounded() {
        refused(
                "agent.output.schema.enum[0]",
                "only strings",
                () -> OutputSchema.of(Map.of("enum", List.of(new Object()))));
        refused(
                "agent.output.maxRepairs",
                "from 0 to 10",
                () -> OutputSchema.of(Map.of()).maxRepairs(11));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "..", "../x", "a/../../x"})
    void anArtifactOutsideOfTheWorkspaceIsRefused(String glob) {
        refused("agent.artifacts.globs", "within it", () -> ArtifactSelection.of(glob));
    }

    @Test
    void invalidGlobsAndZeroSizesAreRefused() {
        refused("agent.artifacts.globs", "is not a glob", () -> ArtifactSelection.of("{a"));
        refused(
                "agent.artifacts.maxBytes",
                "greater than zero",
                () -> ArtifactSelection.of("a").maxBytes(0));
    }

    @Test
    void noStepsAtAllAreRefused() {
        refused("agent.maxSteps", "greater than zero", () -> USUAL.maxSteps(0));
    }

    @Test
    void theSystemPromptIsNotShown() {
        assertThat(USUAL.systemPrompt("canary")).hasToString(USUAL.toString());
    }
}
