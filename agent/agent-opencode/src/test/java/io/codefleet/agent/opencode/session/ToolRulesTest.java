package io.codefleet.agent.opencode.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.agent.opencode.client.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules for the tools that a task wants on or off. */
class ToolRulesTest {
    private static List<String> denied(Map<String, Boolean> tools, String... known) {
        return Json.objects(ToolRules.denials(tools, Set.of(known))).stream()
                .map(rule ->
                        rule.getString("action") + " " + rule.getString("permission") + " " + rule.getString("pattern"))
                .toList();
    }

    @Test
    void aToolThatIsWantedIsNeverAllowedByARule() {
        assertThat(denied(Map.of("webfetch", true, "bash", false))).containsExactly("deny bash *");
        assertThat(denied(Map.of("bash", true))).isEmpty();
    }

    @Test
    void withAllOffEachKnownToolIsDeniedButThoseThatAreWanted() {
        assertThat(denied(Map.of("*", false, "read", true), "bash", "read", "github_*"))
                .containsExactly("deny bash *", "deny github_* *");
    }

    @Test
    void allThatChangesFilesIsOnePermission() {
        assertThat(denied(Map.of("write", false))).containsExactly("deny edit *");
        assertThat(denied(Map.of("*", false, "write", true), "edit", "write", "apply_patch", "bash"))
                .containsExactly("deny bash *");
    }
}
