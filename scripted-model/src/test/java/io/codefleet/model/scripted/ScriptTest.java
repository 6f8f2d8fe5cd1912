package io.codefleet.model.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.model.scripted.ReplyFault.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptTest {
    private static final String STEPS = "conversations: [{when: x, steps: [%s]}]";

    private static ScriptStep only(String step) {
        return conversation(Script.parse("test.yml", STEPS.formatted(step)), "x")
                .steps()
                .get(0);
    }

    private static ScriptedConversation conversation(Script script, String userText) {
        return script.conversation(new ModelRequest(ModelClient.chat(userText, 0), Map.of()), open -> true)
                .orElseThrow();
    }

    private static ScriptedConversation first(String conversation) {
        return Script.parse("test.yml", "conversations: [" + conversation + "]")
                .conversations()
                .get(0);
    }

    @Test
    void everythingOfAStepIsRead() {
        ScriptStep step = only("{text: Hello, reasoning: Hm, wait: 2s, chunk_delay: 50ms, structured: {a: 1}, "
                + "tools: [{name: bash, arguments: {command: ls, timeout: 5}}], "
                + "usage: {prompt: 9, completion: 8, cached: 7, reasoning: 6}}");
        Reply reply = step.reply();
        assertThat(reply.text()).isEqualTo("Hello");
        assertThat(reply.reasoning()).isEqualTo("Hm");
        assertThat(reply.chunkDelay()).isEqualTo(Duration.ofMillis(50));
        assertThat(reply.structured()).contains(Map.of("a", 1));
        assertThat(reply.tools()).containsExactly(new ToolCall("bash", Map.of("command", "ls", "timeout", 5)));
        assertThat(reply.usage()).isEqualTo(new TokenUsage(9, 8, 7, 6));
        assertThat(step.delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(step.goesWrong()).isEmpty();
    }

    @Test
    void faultsAreRead() {
        ReplyFault refused =
                only("{status: 429, error: {message: slow, type: t, code: c}, retry_after: 50ms, times: 2}")
                        .goesWrong()
                        .orElseThrow();
        assertThat(refused)
                .isEqualTo(new ReplyFault(
                        Kind.REFUSED,
                        Optional.of(new ReplyFault.Refusal(429, "slow", "t", "c", Optional.of(Duration.ofMillis(50)))),
                        2));
        assertThat(only("{text: x, error_chunk: {message: oh}}").goesWrong())
                .contains(new ReplyFault(
                        Kind.ERROR_CHUNK,
                        Optional.of(new ReplyFault.Refusal(500, "oh", "scripted_error", "scripted", Optional.empty())),
                        ReplyFault.FOR_EVER));
        assertThat(only("{text: x, hang: true}").goesWrong()).contains(ReplyFault.of(Kind.HANG));
        assertThat(only("{text: x, cut: true}").goesWrong()).contains(ReplyFault.of(Kind.CUT));
        assertThat(only("{invalid_json: true}").goesWrong()).contains(ReplyFault.of(Kind.INVALID_JSON));
        assertThat(only("{text: x, no_finish: true}").goesWrong()).contains(ReplyFault.of(Kind.NO_FINISH));
    }

    @Test
    void whatARequestMustHaveIsRead() {
        ScriptedConversation read =
                first("{when: a, matches: 'b+', system: c, model: d, sessions: 2, repeat_last: true,"
                        + " steps: [{text: x, finish: length}]}");
        assertThat(read.match().words()).contains("a");
        assertThat(read.match().pattern().orElseThrow().pattern()).isEqualTo("b+");
        assertThat(read.match().system()).contains("c");
        assertThat(read.match().model()).contains("d");
        assertThat(read.sessions()).isEqualTo(2);
        assertThat(read.repeatLast()).isTrue();
        assertThat(read.steps().get(0).reply().finish()).contains("length");
    }

    @Test
    void jsonIsReadToo() {
        Script script = Script.parse("a.json", "{\"fallback\": [{\"text\": \"Hello\"}]}");
        assertThat(conversation(script, "any").steps())
                .singleElement()
                .satisfies(step -> assertThat(step.reply().text()).isEqualTo("Hello"));
    }

    @Test
    void theFirstConversationThatFitsIsPlayed() {
        Script script = Script.parse("test.yml", """
                conversations:
                  - when: Mend
                    steps: [{text: first}]
                  - when: Mend it
                    steps: [{text: second}]
                fallback:
                  - text: third
                """);
        assertThat(conversation(script, "Mend it").match().words()).contains("Mend");
        assertThat(conversation(script, "Sing").match()).isEqualTo(Match.ANY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {text: a, txt: b}                          | steps[0].txt                  | 'txt' is not known here; write one of
                    {}                                         | steps[0]                      | the step is empty
                    {text: a, wait: soon}                      | steps[0].wait                 | 'soon' is not a duration; write it like 500ms
                    {text: [a]}                                | steps[0].text                 | this is not a text
                    {text: a, tools: bash}                     | steps[0].tools                | this is not a list
                    {tools: [{arguments: {a: 1}}]}             | steps[0].tools[0]             | the tool has no name
                    {text: a, usage: {prompt: many}}           | steps[0].usage.prompt         | this is not a number
                    {text: a, usage: {prompt: 1, cached: 2}}   | steps[0].usage                | cached tokens are part of
                    {text: a, hang: perhaps}                   | steps[0].hang                 | this is not true or false
                    {status: 200}                              | steps[0]                      | write one from 400 to 599
                    {status: 500, cut: true}                   | steps[0]                      | only one thing can go wrong
                    {status: 500, text: a}                     | steps[0]                      | a step of its own
                    {text: a, retry_after: 1s}                 | steps[0]                      | like 'status: 429'
                    {text: a, times: 2}                        | steps[0]                      | leave it out
                    {status: 500, times: 0}                    | steps[0]                      | write 1 or more
                    {no_finish: true, times: 2}                | steps[0]                      | no_finish cannot have times
                    {text: a, finish: early}                   | steps[0]                      | 'early' is not a reason to finish; write length
                    {text: a, error_chunk: {}, cut: true}      | steps[0]                      | only one thing can go wrong
                    """)
    void errorsNameTheirPositionAndTheRemedy(String step, String place, String words) {
        assertThatThrownBy(() -> only(step))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith("test.yml, line 1, conversations[0]." + place + ": ")
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``                                         | test.yml is empty; write 'conversations:'
                    ~                                          | test.yml is empty; write
                    `# nothing`                                | test.yml is empty; write
                    {}                                         | there is no conversation; write 'conversations:'
                    conversations: []                          | there is no conversation
                    conversations: [{steps: [{text: a}]}]      | 'when' is missing
                    conversations: [{when: a}]                 | 'steps' is missing
                    conversations: [{when: a, when: b}]        | uplicate
                    conversations: [{matches: '(', steps: [{text: a}]}]             | '(' is not a regular expression: Unclosed group
                    conversations: [{when: a, sessions: 0, steps: [{text: a}]}]     | sessions is 0; write 1 or more
                    conversations: [{model: ' ', steps: [{text: a}]}]               | model is empty; write the name of a model
                    conversations: [                           | neither YAML nor JSON
                    hello                                      | this is not a set of names with values
                    fallback: {text: a}                        | this is not a list
                    """)
    void anInvalidScriptIsRefused(String text, String words) {
        assertThatThrownBy(() -> Script.parse("test.yml", text))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith("test.yml")
                .hasMessageContaining(words);
    }

    @Test
    void anErrorNamesItsLine() {
        String script = """
                conversations:
                  - when: a
                    steps:
                      - text: x
                      - wait: 1s
                        usage: {prompt: 1}
                  - when: b
                    steps:
                      - txt: x
                """;
        assertThatThrownBy(() -> Script.parse("a.yml", script))
                .hasMessageStartingWith("a.yml, line 9, conversations[1].steps[0].txt: 'txt' is not known here");
        assertThatThrownBy(() -> Script.parse("a.yml", script.replace("txt", "text")))
                .hasMessageStartingWith("a.yml, line 5, conversations[0].steps[1]: the step is empty");
    }

    @Test
    void buildersRefuseWhatCannotBePlayed() {
        assertThatThrownBy(() -> Script.when(" ")).hasMessageContaining("when is empty");
        assertThatThrownBy(() -> Match.pattern("[")).hasMessageContaining("not a regular expression");
        assertThatThrownBy(() -> Script.always().sessions(0)).hasMessageContaining("sessions");
        assertThatThrownBy(() -> Script.always().otherwise()).hasMessageContaining("already");
        assertThatThrownBy(() -> ScriptStep.say("x").times(2)).hasMessageContaining("nothing goes wrong");
        assertThatThrownBy(() -> ScriptStep.say("x").thenCut().code("c")).hasMessageContaining("ScriptStep.fail");
        assertThatThrownBy(() -> ScriptStep.say("x").withoutFinish().times(2)).hasMessageContaining("no_finish");
        assertThatThrownBy(() -> ScriptStep.call("", Map.of())).hasMessageContaining("no name");
        assertThatThrownBy(() -> ScriptStep.say("x").usage(1, 1, 2, 0)).hasMessageContaining("cached");
    }
}
