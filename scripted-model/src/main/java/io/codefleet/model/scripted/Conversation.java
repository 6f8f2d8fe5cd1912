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
record Conversation(Match match, int sessions, boolean repeatLast, List<Step> steps) {
    static final int ALL_SESSIONS = Integer.MAX_VALUE;

    Conversation {
        if (sessions < 1) {
            throw new IllegalArgumentException(
                    "sessions is " + sessions + "; write 1 or more, or leave it out for every session");
        }
        steps = List.copyOf(steps);
    }

    static Conversation of(Match match) {
        return new Conversation(match, ALL_SESSIONS, false, List.of());
    }

    Conversation step(Step step) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        return new Conversation(match, sessions, repeatLast, more);
    }

    Conversation sessions(int count) {
        return new Conversation(match, count, repeatLast, steps);
    }

    Conversation repeatingLast() {
        return new Conversation(match, sessions, true, steps);
    }
}
