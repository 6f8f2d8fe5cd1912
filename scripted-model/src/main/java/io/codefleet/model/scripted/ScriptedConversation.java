package io.codefleet.model.scripted;

import java.util.ArrayList;
import java.util.List;

/**
 * The steps by which the model answers one message of a user.
 *
 * @param match to which requests; {@link Match#ANY} in the conversation for those that no other one fits
 * @param sessions for how many sessions
 * @param repeatLast whether the last step comes again and again, in place of "done"
 */
record ScriptedConversation(Match match, int sessions, boolean repeatLast, List<ScriptStep> steps) {
    static final int ALL_SESSIONS = Integer.MAX_VALUE;

    ScriptedConversation {
        if (sessions < 1) {
            throw new IllegalArgumentException(
                    "sessions is " + sessions + "; write 1 or more, or leave it out for every session");
        }
        steps = List.copyOf(steps);
    }

    static ScriptedConversation of(Match match) {
        return new ScriptedConversation(match, ALL_SESSIONS, false, List.of());
    }

    ScriptedConversation step(ScriptStep step) {
        List<ScriptStep> more = new ArrayList<>(steps);
        more.add(step);
        return new ScriptedConversation(match, sessions, repeatLast, more);
    }

    ScriptedConversation sessions(int count) {
        return new ScriptedConversation(match, count, repeatLast, steps);
    }

    ScriptedConversation repeatingLast() {
        return new ScriptedConversation(match, sessions, true, steps);
    }
}
