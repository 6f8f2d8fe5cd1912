package io.codefleet.model.scripted;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Script of the answers of a model. Immutable.
 *
 * <p>A script is a list of conversations. The first one that fits a request is played to it; its steps are the model's replies,
 * one after each result of the tools it called. After the last step the model says "done".
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
 * <p>The module's README describes all of it, and {@link #schema} is its JSON Schema. {@link Match} and {@link ScriptStep} say what the
 * parts do.
 */
public final class Script {
    private final List<ScriptedConversation> conversations;

    Script(List<ScriptedConversation> conversations) {
        if (conversations.stream().filter(each -> each.match().isAny()).count() > 1) {
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

    /** Returns the JSON Schema of scripts, for editors. */
    public static String schema() {
        try (InputStream in = Script.class.getResourceAsStream("script.schema.json")) {
            return new String(Objects.requireNonNull(in, "script.schema.json").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a script whose first conversation is for messages with these words; its steps follow. */
    public static Script when(String words) {
        return when(Match.words(words));
    }

    /** Returns a script whose first conversation is for these requests; its steps follow. */
    public static Script when(Match match) {
        return new Script(List.of(ScriptedConversation.of(match)));
    }

    /** Returns a script with one conversation, for every message; its steps follow. */
    public static Script always() {
        return when(Match.ANY);
    }

    /** Begins one more conversation. */
    public Script andWhen(String words) {
        return andWhen(Match.words(words));
    }

    /** Begins one more conversation. */
    public Script andWhen(Match match) {
        List<ScriptedConversation> more = new ArrayList<>(conversations);
        more.add(ScriptedConversation.of(match));
        return new Script(more);
    }

    /** Begins the conversation for messages that no other one fits. Without it they are refused. */
    public Script otherwise() {
        return andWhen(Match.ANY);
    }

    /**
     * Plays the conversation to the first so many sessions that it fits; later ones get the next that fits. A session is recognized by
     * the request's header {@code x-session-id}, which OpenCode sends.
     */
    public Script sessions(int count) {
        return changed(conversation -> conversation.sessions(count));
    }

    /** Plays the conversation's last step again and again, as a model does that finds no end. */
    public Script repeatingLast() {
        return changed(ScriptedConversation::repeatingLast);
    }

    /** Adds a step that replies with a text. */
    public Script say(String text) {
        return step(ScriptStep.say(text));
    }

    /** Adds a step that calls a tool. */
    public Script call(String tool, Map<String, Object> arguments) {
        return step(ScriptStep.call(tool, arguments));
    }

    /** Adds a step. */
    public Script step(ScriptStep step) {
        return changed(conversation -> conversation.step(step));
    }

    private Script changed(UnaryOperator<ScriptedConversation> change) {
        List<ScriptedConversation> same = new ArrayList<>(conversations);
        int last = same.size() - 1;
        same.set(last, change.apply(same.get(last)));
        return new Script(same);
    }

    /** Returns the first that fits and is open, else the one for all others. */
    Optional<ScriptedConversation> conversation(ModelRequest request, Predicate<ScriptedConversation> open) {
        return conversations.stream()
                .filter(each -> !each.match().isAny() && each.match().fits(request) && open.test(each))
                .findFirst()
                .or(() -> conversations.stream()
                        .filter(each -> each.match().isAny() && open.test(each))
                        .findFirst());
    }

    /** Returns the models that conversations are for. */
    Set<String> models() {
        return conversations.stream()
                .flatMap(each -> each.match().model().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    List<ScriptedConversation> conversations() {
        return conversations;
    }
}
