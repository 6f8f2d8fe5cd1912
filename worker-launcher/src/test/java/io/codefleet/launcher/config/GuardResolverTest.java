package io.codefleet.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Budget;
import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.TurnLimits;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What agents may do and consume, as the worker's file says it. */
class GuardResolverTest {
    private static OpenCodeSettings resolve(String... lines) {
        ConfigLayer file = new WorkerFileReader(Map.of()).parse("worker.yml", String.join("\n", lines));
        return new SettingsResolver("host", Path.of("state")).resolve(file).agent();
    }

    private static List<String> rules(String... lines) {
        return resolve(lines).permissions().rules().stream()
                .map(rule -> rule.permission() + " " + rule.pattern() + " "
                        + rule.action().word())
                .toList();
    }

    @Test
    void withoutASectionOnlyTheFolderOfTheTaskIsOpen() {
        assertThat(resolve("").permissions()).isEqualTo(PermissionSettings.DEFAULT);
        assertThat(resolve("").limits()).isEqualTo(TurnLimits.DEFAULT);
    }

    @Test
    void patternsKeepTheirOrderAndWhatIsOutsideStaysDeniedButForThem() {
        assertThat(rules(
                        "permissions:",
                        "  bash: {'git push*': deny, '*': allow, 'npm *': ask}",
                        "  edit: {'.github/*': deny}",
                        "  outside: {'/srv/data/*': allow}",
                        "  approval_timeout: 10m"))
                .containsExactly(
                        "edit .github/* deny",
                        "edit */.github/* deny",
                        "bash git push* deny",
                        "bash * allow",
                        "bash npm * ask",
                        "external_directory * deny",
                        "external_directory */opencode/tool-output/* allow",
                        "external_directory /srv/data/* allow",
                        "question * deny");
    }

    @Test
    void aSinglePermissionAppliesToAllItsTools() {
        assertThat(rules("permissions: {web: deny, question: ask, approval_timeout: 10m}"))
                .contains("webfetch * deny", "websearch * deny", "codesearch * deny", "question * allow");
    }

    @Test
    void permissionRequestsHaveATimeLimit() {
        assertThat(resolve("permissions: {approval_timeout: 10m}").permissions().approvalTimeout())
                .contains(Duration.ofMinutes(10));
        assertThatThrownBy(() -> resolve("permissions: {bash: ask}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("permissions.approval_timeout: is missing");
    }

    @Test
    void theDefaultRulesAreDescribedToTheOperator() {
        assertThat(PermissionSettings.DEFAULT.describe())
                .isEqualTo("external_directory * deny, external_directory */opencode/tool-output/* allow, "
                        + "question * deny; nobody is asked");
    }

    @Test
    void limitsAreRead() {
        TurnLimits limits = resolve(
                        "limits:",
                        "  {max_cost: 2.50, max_tokens: 1000, max_steps: 7, silence: 1m, tool_time: 2m, provider_wait: 3m}")
                .limits();

        assertThat(limits)
                .isEqualTo(TurnLimits.DEFAULT
                        .budget(Budget.cost("2.50").maxTokens(1000))
                        .maxSteps(7)
                        .silence(Duration.ofMinutes(1), Duration.ofMinutes(2))
                        .providerWait(Duration.ofMinutes(3)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permissions: {bash: alow}|permissions.bash: 'alow' is unknown; use one of allow, deny, ask",
                "permissions: {bash: {'a*': no}}|permissions.bash.a*: 'no' is unknown; use one of allow, deny, ask",
                "permissions: {bash: {'a*': [x]}}|permissions.bash.a*: is neither an action nor actions by pattern",
                "permissions: {question: allow}|permissions.question: is allow, but someone has to answer",
                "permissions: {shell: deny}|unknown key 'permissions.shell'",
                "limits: {max_cost: 0}|limits.max_cost: is 0, must be more than 0",
                "limits: {max_cost: 1e999999999}|limits.max_cost: has more than 30 digits",
                "limits: {max_cost: 1e-999999999}|limits.max_cost: is 1E-999999999, must be more than 0",
                "limits: {max_cost: 1000000000001}|limits.max_cost: is more than 1000000000000",
                "limits: {max_cost: much}|limits.max_cost: 'much' is not a number",
                "limits: {max_steps: -1}|limits.max_steps: is -1, must be more than 0",
                "limits: {silence: 0s}|limits.silence: is zero",
                "limits: {max_stpes: 3}|did you mean 'max_steps'?"
            })
    void whatCannotBeUsedIsNamed(String yaml, String message) {
        assertThatThrownBy(() -> resolve(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
