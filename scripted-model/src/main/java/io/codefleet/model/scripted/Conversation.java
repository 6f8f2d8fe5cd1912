package io.codefleet.model.scripted;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps by which the model answers one message of a user.
 *
 * @param when words of the message; absent in the conversation for those that no other one fits
 */
record Conversation(Optional<String> when, List<Step> steps) {
    Conversation {
        if (when.isPresent() && when.get().isBlank()) {
            throw new IllegalArgumentException("when is empty; write some words of the user's message");
        }
        steps = List.copyOf(steps);
    }

    Conversation step(Step step) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        return new Conversation(when, more);
    }

    boolean fits(String userText) {
        return when.filter(userText::contains).isPresent();
    }
}
