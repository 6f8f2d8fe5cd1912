package io.codefleet.control.auth;

import io.codefleet.Coded;
import io.codefleet.error.InvalidInputException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Role of a caller of the control plane, with its permissions. Each role of people includes those before it; that of machines
 * stands alone.
 */
public enum Role implements Coded {
    /** Reads everything of the namespace but the audit, the log lines of workers, the receivers of alerts and the keys. */
    OBSERVER("observer"),
    /** Submits tasks, and cancels and decides on approvals of own ones: see {@link OwnTasks}. */
    SUBMITTER("submitter"),
    /**
     * Acts on all tasks, workers, schedules and alerts: replays, bulk actions, approvals, commands, pauses of the namespace, edits
     * of schedules, silences. Reads the audit, the log lines of workers and the receivers of alerts.
     */
    OPERATOR("operator"),
    /** Manages API keys and tests the receivers of alerts. */
    ADMIN("admin"),
    /** Works: takes tasks and reports on them. A machine with this role can do nothing else, and nobody else can do it. */
    WORKER("worker");

    private static final Map<String, Role> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Role::code, Function.identity()));

    private final String code;

    Role(String code) {
        this.code = code;
    }

    /** Returns the name by which the role is stored and shown. */
    @Override
    public String code() {
        return code;
    }

    /** Returns whether this role may do what {@code required} may do. */
    public boolean includes(Role required) {
        return this == required || (this != WORKER && required != WORKER && compareTo(required) > 0);
    }

    /**
     * Returns the role with this code.
     *
     * @throws InvalidInputException if there is none
     */
    public static Role of(@Nullable String code) {
        return Optional.ofNullable(code)
                .map(BY_CODE::get)
                .orElseThrow(() -> new InvalidInputException(
                        "role",
                        "is '" + code + "', must be one of "
                                + Arrays.stream(values()).map(Role::code).collect(Collectors.joining(", "))));
    }
}
