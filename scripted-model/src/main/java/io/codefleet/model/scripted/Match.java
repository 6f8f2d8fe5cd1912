package io.codefleet.model.scripted;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Condition on the requests that a conversation is played to. Every given part must match. Immutable; each method that takes
 * an argument returns a changed copy.
 *
 * @param words part of what the user said last
 * @param pattern is found in what the user said last
 * @param system part of the system prompt
 * @param model the model that is asked, as the agent names it to the server
 */
public record Match(
        Optional<String> words, Optional<Pattern> pattern, Optional<String> system, Optional<String> model) {
    /** Every request. */
    public static final Match ANY = new Match(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** @throws IllegalArgumentException if words are blank; the message names them */
    public Match {
        notBlank("when", words, "some words of the user's message");
        notBlank("system", system, "some words of the system prompt");
        notBlank("model", model, "the name of a model");
    }

    private static void notBlank(String name, Optional<String> value, String remedy) {
        if (value.isPresent() && value.get().isBlank()) {
            throw new IllegalArgumentException(name + " is empty; write " + remedy);
        }
    }

    /** Requests whose last message of the user contains these words. */
    public static Match words(String words) {
        return new Match(Optional.of(words), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Requests in whose last message of the user a regular expression is found.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Match pattern(String regex) {
        return ANY.and(regex);
    }

    Match and(String regex) {
        try {
            return new Match(words, Optional.of(Pattern.compile(regex)), system, model);
        } catch (PatternSyntaxException e) {
            String fault = e.getDescription() + " at character " + (e.getIndex() + 1);
            throw new IllegalArgumentException("'" + regex + "' is not a regular expression: " + fault, e);
        }
    }

    /** Returns a copy for requests whose system prompt contains these words, too. */
    public Match system(String value) {
        return new Match(words, pattern, Optional.of(value), model);
    }

    /** Returns a copy for requests to this model, too. */
    public Match model(String value) {
        return new Match(words, pattern, system, Optional.of(value));
    }

    boolean isAny() {
        return words.isEmpty() && pattern.isEmpty() && system.isEmpty() && model.isEmpty();
    }

    boolean fits(ModelRequest request) {
        String lastMessage = request.lastUserText();
        return words.filter(each -> !lastMessage.contains(each)).isEmpty()
                && pattern.filter(each -> !each.matcher(lastMessage).find()).isEmpty()
                && system.filter(each -> !request.systemText().contains(each)).isEmpty()
                && model.filter(each -> !each.equals(request.model())).isEmpty();
    }
}
