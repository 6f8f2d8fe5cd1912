package io.codefleet.agent;

import io.codefleet.agent.PermissionRule.Action;
import io.codefleet.time.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Permissions of agents on a worker. Without a rule, the configuration of OpenCode decides. Immutable.
 *
 * @param rules in order; of those that fit, the last counts
 * @param approvalTimeout how long someone may take to say yes to what is asked, before it is refused; absent: nobody is
 *     asked, and it is refused at once
 */
public record PermissionSettings(List<PermissionRule> rules, Optional<Duration> approvalTimeout) {
    /** Nothing outside the folder of the task, no questions, and nobody is asked. */
    public static final PermissionSettings DEFAULT = new PermissionSettings(
            List.of(
                    new PermissionRule("external_directory", "*", Action.DENY),
                    new PermissionRule("external_directory", "*/opencode/tool-output/*", Action.ALLOW),
                    new PermissionRule("question", "*", Action.DENY)),
            Optional.empty());

    public PermissionSettings {
        rules = List.copyOf(rules);
    }

    /** Returns a copy that waits this long for the decision of a person. */
    public PermissionSettings approvalTimeout(Duration value) {
        return new PermissionSettings(rules, Optional.of(value));
    }

    /** Returns a summary for the author of a configuration. */
    public String describe() {
        return rules.stream()
                        .map(rule -> rule.permission() + " " + rule.pattern() + " "
                                + rule.action().word())
                        .collect(Collectors.joining(", "))
                + approvalTimeout
                        .map(limit -> "; asks wait " + DurationText.format(limit))
                        .orElse("; nobody is asked");
    }
}
