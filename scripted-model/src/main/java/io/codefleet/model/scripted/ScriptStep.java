package io.codefleet.model.scripted;

import io.codefleet.model.scripted.ReplyFault.Kind;
import io.codefleet.model.scripted.ReplyFault.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One reply of the model, or what goes wrong in its place. Immutable.
 *
 * <p>A step can say something and call tools too: {@code ScriptStep.say("I look.").andCall("read", Map.of("filePath", "a.txt"))}.
 */
public final class ScriptStep {
    private final Reply reply;
    private final Duration delay;
    private final Optional<ReplyFault> fault;

    private ScriptStep(Reply reply, Duration delay, Optional<ReplyFault> fault) {
        this.reply = reply;
        this.delay = delay;
        this.fault = fault;
    }

    /** Adds text to the reply. */
    public static ScriptStep say(String text) {
        return of(Reply.EMPTY.text(text));
    }

    /**
     * Calls a tool of the agent.
     *
     * @param arguments by name; OpenCode takes relative paths from the folder of its session
     */
    public static ScriptStep call(String tool, Map<String, Object> arguments) {
        return of(Reply.EMPTY.call(new ToolCall(tool, arguments)));
    }

    /** Answers in the form that the agent asks for, or with the same as JSON text if it asks for none. */
    public static ScriptStep structured(Map<String, Object> answer) {
        return of(Reply.EMPTY.structured(answer));
    }

    /** Refuses with an error status. */
    public static ScriptStep fail(int status, String message) {
        Refusal refusal = new Refusal(status, message, "scripted_error", "scripted", Optional.empty());
        return of(Reply.EMPTY).with(ReplyFault.of(refusal));
    }

    static ScriptStep of(Reply reply) {
        return new ScriptStep(reply, Duration.ZERO, Optional.empty());
    }

    /** Calls one more tool in the same reply. */
    public ScriptStep andCall(String tool, Map<String, Object> arguments) {
        return with(reply.call(new ToolCall(tool, arguments)));
    }

    /** Adds reasoning before the text of the reply. */
    public ScriptStep reasoning(String text) {
        return with(reply.reasoning(text));
    }

    /** Waits before the first byte. */
    public ScriptStep after(Duration time) {
        return new ScriptStep(reply, time, fault);
    }

    /** Waits between two chunks. */
    public ScriptStep chunkDelay(Duration time) {
        return with(reply.chunkDelay(time));
    }

    /** Sets the token usage of the reply. Without this: 100 and 20. */
    public ScriptStep usage(int prompt, int completion) {
        return usage(prompt, completion, 0, 0);
    }

    /**
     * Sets the token usage of the reply.
     *
     * @param cached how many of the prompt's came from a cache
     * @param reasoning how many of the completion's were thoughts
     */
    public ScriptStep usage(int prompt, int completion, int cached, int reasoning) {
        return with(reply.usage(new TokenUsage(prompt, completion, cached, reasoning)));
    }

    /** Ends for this reason, {@code length} or {@code content_filter}, and not because the text is complete. */
    public ScriptStep finish(String reason) {
        return with(reply.finish(reason));
    }

    /** Sends an error in place of the rest after the first chunk. */
    public ScriptStep thenError(String message) {
        Refusal refusal = new Refusal(500, message, "scripted_error", "scripted", Optional.empty());
        return with(ReplyFault.of(Kind.ERROR_CHUNK).withRefusal(refusal));
    }

    /** Hangs after the first chunk, for ever. */
    public ScriptStep thenHang() {
        return with(ReplyFault.of(Kind.HANG));
    }

    /** Closes the connection after the first chunk. */
    public ScriptStep thenCut() {
        return with(ReplyFault.of(Kind.CUT));
    }

    /** Sends something that is not JSON after the first chunk. */
    public ScriptStep thenInvalidJson() {
        return with(ReplyFault.of(Kind.INVALID_JSON));
    }

    /** Omits the finish reason. OpenCode then asks again. */
    public ScriptStep withoutFinish() {
        return with(ReplyFault.of(Kind.NO_FINISH));
    }

    /** Refuses with this code in the error, like {@code context_length_exceeded}; with {@link #fail} and {@link #thenError} only. */
    public ScriptStep code(String code) {
        Refusal old = refusal("code");
        return with(fault().withRefusal(new Refusal(old.status(), old.message(), old.type(), code, old.retryAfter())));
    }

    /** Refuses with this type in the error, like {@code invalid_request_error}; with {@link #fail} and {@link #thenError} only. */
    public ScriptStep type(String type) {
        Refusal old = refusal("type");
        return with(fault().withRefusal(new Refusal(old.status(), old.message(), type, old.code(), old.retryAfter())));
    }

    /** Refuses with word of when to come back; with {@link #fail} only. */
    public ScriptStep retryAfter(Duration time) {
        Refusal old = refusal("retryAfter");
        return with(fault().withRefusal(
                        new Refusal(old.status(), old.message(), old.type(), old.code(), Optional.of(time))));
    }

    /**
     * Repeats the fault for this number of requests, of any session; then the script continues with the step after it.
     */
    public ScriptStep times(int count) {
        return with(fault().times(count));
    }

    private ScriptStep with(Reply other) {
        return new ScriptStep(other, delay, fault);
    }

    ScriptStep with(ReplyFault other) {
        return new ScriptStep(reply, delay, Optional.of(other));
    }

    private ReplyFault fault() {
        return fault.orElseThrow(
                () -> new IllegalStateException("nothing goes wrong in this step; say first what does"));
    }

    private Refusal refusal(String what) {
        return fault.flatMap(ReplyFault::refusal)
                .orElseThrow(() -> new IllegalStateException(what + " belongs to a step made with ScriptStep.fail"));
    }

    Reply reply() {
        return reply;
    }

    Duration delay() {
        return delay;
    }

    Optional<ReplyFault> goesWrong() {
        return fault;
    }

    /** Returns a description of the step, for the log. */
    @Override
    public String toString() {
        return fault.map(each -> each.kind() + " ").orElse("") + reply;
    }
}
