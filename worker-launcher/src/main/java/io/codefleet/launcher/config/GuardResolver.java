package io.codefleet.launcher.config;

import static io.codefleet.launcher.config.SettingsResolver.or;

import io.codefleet.Budget;
import io.codefleet.Price;
import io.codefleet.agent.PermissionRule;
import io.codefleet.agent.PermissionRule.Action;
import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.TurnLimits;
import io.codefleet.error.InvalidInputException;
import io.codefleet.launcher.config.PermissionsPart.PatternAction;
import io.codefleet.launcher.config.PermissionsPart.PatternActions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the settings of what agents may do and consume. */
final class GuardResolver {
    private static final String OUTSIDE = "external_directory";
    /** Where OpenCode keeps the whole of an output that it has shortened for the model. */
    private static final String TOOL_OUTPUT = "*/opencode/tool-output/*";

    private GuardResolver() {}

    static PermissionSettings permissions(PermissionsPart part) {
        List<PermissionRule> rules = new ArrayList<>();
        if (part.edit() != null) {
            part.edit().each().forEach(each -> rules.addAll(anywhere("edit", each)));
        }
        add(rules, part.bash(), "bash");
        add(rules, part.web(), "webfetch", "websearch", "codesearch");
        rules.add(new PermissionRule(OUTSIDE, "*", Action.DENY));
        rules.add(new PermissionRule(OUTSIDE, TOOL_OUTPUT, Action.ALLOW));
        add(rules, part.outside(), OUTSIDE);
        Action question = question(part.question());
        // the question itself is what waits for a person, not the leave to ask it
        rules.add(new PermissionRule("question", "*", question == Action.ASK ? Action.ALLOW : Action.DENY));
        if (part.approvalTimeout() == null
                && (question == Action.ASK || rules.stream().anyMatch(rule -> rule.action() == Action.ASK))) {
            throw ConfigException.of(
                    "permissions.approval_timeout",
                    "is missing, and something is set to ask; say how long someone may take to answer, such as 10m");
        }
        return new PermissionSettings(
                rules,
                Optional.ofNullable(part.approvalTimeout())
                        .map(limit -> positive("permissions.approval_timeout", limit)));
    }

    private static void add(List<PermissionRule> rules, @Nullable PatternActions actions, String... permissions) {
        if (actions != null) {
            for (String permission : permissions) {
                for (PatternAction each : actions.each()) {
                    rules.add(new PermissionRule(permission, each.pattern(), each.action()));
                }
            }
        }
    }

    /**
     * Returns rules for a pattern in any folder. OpenCode takes a path from the top of the Git repository if the folder
     * of a task is in one, and otherwise from the top of the file system.
     */
    private static List<PermissionRule> anywhere(String permission, PatternAction each) {
        PermissionRule rule = new PermissionRule(permission, each.pattern(), each.action());
        return each.pattern().startsWith("*")
                ? List.of(rule)
                : List.of(rule, new PermissionRule(permission, "*/" + each.pattern(), each.action()));
    }

    private static Action question(@Nullable String given) {
        Action action = LogSettings.constant("permissions.question", Action.class, or(given, "deny"));
        if (action == Action.ALLOW) {
            throw ConfigException.of(
                    "permissions.question", "is allow, but someone has to answer a question; write ask, or deny");
        }
        return action;
    }

    static TurnLimits limits(LimitsPart part) {
        TurnLimits defaults = TurnLimits.DEFAULT;
        return new TurnLimits(
                new Budget(
                        Optional.ofNullable(part.maxCost()).map(cost -> price("limits.max_cost", cost)),
                        Optional.ofNullable(part.maxTokens()).map(tokens -> above("limits.max_tokens", tokens))),
                Optional.ofNullable(part.maxSteps()).map(steps -> above("limits.max_steps", steps)),
                positive("limits.silence", or(part.silence(), defaults.silence())),
                positive("limits.tool_time", or(part.toolTime(), defaults.toolTime())),
                positive("limits.provider_wait", or(part.providerWait(), defaults.providerWait())));
    }

    private static BigDecimal price(String key, BigDecimal value) {
        try {
            return Price.check(key, above(key, value));
        } catch (InvalidInputException e) {
            throw ConfigException.of(key, e.fault(), e);
        }
    }

    private static <N extends Number> N above(String key, N value) {
        if (value.doubleValue() <= 0) {
            throw ConfigException.of(key, "is " + value + ", must be more than 0; leave it out for no limit");
        }
        return value;
    }

    private static Duration positive(String key, Duration value) {
        if (value.isZero()) {
            throw ConfigException.of(key, "is zero, must be longer");
        }
        return value;
    }
}
