package io.codefleet.model.scripted;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a scripted model answers. Immutable.
 *
 * <p>A script is a list of conversations. One is played to a user's message that contains its words, the first that fits; its
 * steps are the model's replies, one after each result of the tools it called. After the last step the model says "done".
 *
 * <p>In Java: {@code Script.when("Write a.txt").call("write", Map.of("filePath", "a.txt", "content", "x")).say("Written.")}.
 * As YAML or JSON, with the same meaning:
 *
 * <pre>{@code
 * conversations:
 *   - when: Write a.txt
 *     steps:
 *       - tools: [{name: write, arguments: {filePath: a.txt, content: x}}]
 *         wait: 500ms
 *       - text: Written.
 *         usage: {prompt: 900, completion: 12, cached: 800}
 * fallback:
 *   - status: 429
 *     error: {message: slow down, type: rate_limit, code: rate_limit_exceeded}
 *     retry_after: 0s
 *     times: 2
 *   - text: I do not know.
 * }</pre>
 *
 * <p>A step has any of {@code text}, {@code reasoning}, {@code tools}, {@code structured}, {@code usage}, {@code wait} (before
 * the first byte) and {@code chunk_delay}, and at most one of the faults {@code status}, {@code hang}, {@code cut}, {@code
 * invalid_json} and {@code no_finish}, with {@code times} for how many requests. {@link Step} says what they do.
 */
public final class Script {
    private final List<Conversation> conversations;

    Script(List<Conversation> conversations) {
        if (conversations.stream().filter(each -> each.when().isEmpty()).count() > 1) {
            throw new IllegalStateException("the script has a conversation for all other messages already");
        }
        this.conversations = List.copyOf(conversations);
    }

    /**
     * Reads a script.
     *
     * @param name what to call it in errors, like the name of its file
     * @param text YAML or JSON
     * @throws ScriptException if it is none
     */
    public static Script parse(String name, String text) {
        return new ScriptReader(name).read(text);
    }

    /** A script whose first conversation is for messages with these words; its steps follow. */
    public static Script when(String words) {
        return new Script(List.of(new Conversation(Optional.of(words), List.of())));
    }

    /** A script with one conversation, for every message; its steps follow. */
    public static Script always() {
        return new Script(List.of(new Conversation(Optional.empty(), List.of())));
    }

    /** Begins one more conversation. */
    public Script andWhen(String words) {
        return plus(new Conversation(Optional.of(words), List.of()));
    }

    /** Begins the conversation for messages that no other one fits. Without it they are refused. */
    public Script otherwise() {
        return plus(new Conversation(Optional.empty(), List.of()));
    }

    /** The next step says something. */
    public Script say(String text) {
        return step(Step.say(text));
    }

    /** The next step calls a tool. */
    public Script call(String tool, Map<String, Object> arguments) {
        return step(Step.call(tool, arguments));
    }

    /** The next step. */
    public Script step(Step step) {
        List<Conversation> same = new ArrayList<>(conversations);
        int last = same.size() - 1;
        same.set(last, same.get(last).step(step));
        return new Script(same);
    }

    private Script plus(Conversation conversation) {
        List<Conversation> more = new ArrayList<>(conversations);
        more.add(conversation);
        return new Script(more);
    }

    /** The first that fits, else the one for all others. */
    Optional<Conversation> conversation(String userText) {
        return conversations.stream()
                .filter(each -> each.fits(userText))
                .findFirst()
                .or(() -> conversations.stream()
                        .filter(each -> each.when().isEmpty())
                        .findFirst());
    }
}
