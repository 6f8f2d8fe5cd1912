package io.codefleet.agent;

import java.util.Locale;

/**
 * Rule for the permissions of one kind that an agent has. Of several rules that fit, the last counts.
 *
 * @param permission the kind, as OpenCode names it, such as {@code bash}
 * @param pattern of what: of a command, a path or a URL; {@code *} stands for any letters, slashes too
 * @param action whether it may
 */
public record PermissionRule(String permission, String pattern, Action action) {
    /** Action on a request of an agent. */
    public enum Action {
        /** It may. */
        ALLOW,
        /** The agent may not, and gets an error. */
        DENY,
        /** Someone is asked. */
        ASK;

        /** Returns the name of this permission as OpenCode and the worker's configuration write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
