package io.codefleet.model.scripted;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.codefleet.model.scripted.ReplyFault.Kind;
import io.codefleet.model.scripted.ReplyFault.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A script as it is written down. Its parts refuse what cannot be played while they are read, so that the place is known. */
record ScriptFile(
        @Nullable List<ConversationPart> conversations,
        @Nullable List<StepPart> fallback) {
    static final String HOW = "write 'conversations:' with at least one entry of 'when:' and 'steps:', or 'fallback:'";

    ScriptFile {
        if ((conversations == null || conversations.isEmpty()) && fallback == null) {
            throw new IllegalArgumentException("there is no conversation; " + HOW);
        }
    }

    Script script() {
        List<ScriptedConversation> all = new ArrayList<>();
        if (conversations != null) {
            conversations.forEach(each -> all.add(each.conversation()));
        }
        if (fallback != null) {
            all.add(new ScriptedConversation(Match.ANY, ScriptedConversation.ALL_SESSIONS, false, played(fallback)));
        }
        return new Script(all);
    }

    private static List<ScriptStep> played(List<StepPart> parts) {
        return parts.stream().map(StepPart::step).toList();
    }

    record ConversationPart(
            @Nullable String when,
            @Nullable String matches,
            @Nullable String system,
            @Nullable String model,
            @Nullable Integer sessions,
            boolean repeatLast,
            @Nullable List<StepPart> steps) {
        ConversationPart {
            if (match(when, matches, system, model).isAny()) {
                throw new IllegalArgumentException("'when' is missing; write some words of the user's message, "
                        + "or one of 'matches', 'system' and 'model', or move the steps to 'fallback'");
            }
            if (steps == null || steps.isEmpty()) {
                throw new IllegalArgumentException("'steps' is missing; write at least one, like '- text: Hello'");
            }
            new ScriptedConversation(Match.ANY, allowed(sessions), repeatLast, List.of());
        }

        private static int allowed(@Nullable Integer sessions) {
            return sessions == null ? ScriptedConversation.ALL_SESSIONS : sessions;
        }

        private static Match match(
                @Nullable String when, @Nullable String matches, @Nullable String system, @Nullable String model) {
            Match match = when == null ? Match.ANY : Match.words(when);
            match = matches == null ? match : match.and(matches);
            match = system == null ? match : match.system(system);
            return model == null ? match : match.model(model);
        }

        ScriptedConversation conversation() {
            return new ScriptedConversation(
                    match(when, matches, system, model),
                    allowed(sessions),
                    repeatLast,
                    played(Objects.requireNonNull(steps)));
        }
    }

    record StepPart(
            @Nullable String text,
            @Nullable String reasoning,
            @Nullable List<ToolPart> tools,
            @Nullable Map<String, Object> structured,
            @Nullable UsagePart usage,
            @Nullable @JsonProperty("wait") Time delay,
            @Nullable Time chunkDelay,
            @Nullable String finish,
            @Nullable Integer status,
            @Nullable ErrorPart error,
            @Nullable Time retryAfter,
            @Nullable ErrorPart errorChunk,
            boolean hang,
            boolean cut,
            boolean invalidJson,
            boolean noFinish,
            @Nullable Integer times) {
        StepPart {
            if (kinds(status, errorChunk, hang, cut, invalidJson, noFinish).size() > 1) {
                throw new IllegalArgumentException("only one thing can go wrong in a step; write a step for each");
            }
            if (status == null && (error != null || retryAfter != null)) {
                throw new IllegalArgumentException(
                        "'error' and 'retry_after' belong to a status; write it, like 'status: 429'");
            }
            if (status != null && (text != null || tools != null || reasoning != null || structured != null)) {
                throw new IllegalArgumentException(
                        "a step with a status says nothing else; move the rest to a step of its own");
            }
            if (times != null
                    && kinds(status, errorChunk, hang, cut, invalidJson, noFinish)
                            .isEmpty()) {
                throw new IllegalArgumentException(
                        "'times' counts what goes wrong, and nothing does here; leave it out");
            }
            if (status == null
                    && text == null
                    && tools == null
                    && reasoning == null
                    && structured == null
                    && kinds(null, errorChunk, hang, cut, invalidJson, noFinish).isEmpty()) {
                throw new IllegalArgumentException("the step is empty; write what the model says, like 'text: Hello'");
            }
            if (finish != null) {
                Reply.EMPTY.finish(finish);
            }
            fault(
                    status,
                    errorChunk == null ? error : errorChunk,
                    retryAfter,
                    kinds(status, errorChunk, hang, cut, invalidJson, noFinish),
                    times);
        }

        private static List<Kind> kinds(
                @Nullable Integer status,
                @Nullable ErrorPart errorChunk,
                boolean hang,
                boolean cut,
                boolean invalidJson,
                boolean noFinish) {
            List<Kind> kinds = new ArrayList<>();
            if (status != null) {
                kinds.add(Kind.REFUSED);
            }
            if (errorChunk != null) {
                kinds.add(Kind.ERROR_CHUNK);
            }
            if (hang) {
                kinds.add(Kind.HANG);
            }
            if (cut) {
                kinds.add(Kind.CUT);
            }
            if (invalidJson) {
                kinds.add(Kind.INVALID_JSON);
            }
            if (noFinish) {
                kinds.add(Kind.NO_FINISH);
            }
            return kinds;
        }

        private static Optional<ReplyFault> fault(
                @Nullable Integer status,
                @Nullable ErrorPart error,
                @Nullable Time retryAfter,
                List<Kind> kinds,
                @Nullable Integer times) {
            Refusal refusal = (error == null ? ErrorPart.NONE : error)
                    .refusal(
                            status == null ? 500 : status,
                            Optional.ofNullable(retryAfter).map(Time::duration));
            return kinds.stream()
                    .findFirst()
                    .map(kind -> new ReplyFault(
                            kind,
                            kind == Kind.REFUSED || kind == Kind.ERROR_CHUNK ? Optional.of(refusal) : Optional.empty(),
                            times == null ? ReplyFault.FOR_EVER : times));
        }

        ScriptStep step() {
            Reply reply = Reply.EMPTY.text(text == null ? "" : text).reasoning(reasoning == null ? "" : reasoning);
            for (ToolPart tool : tools == null ? List.<ToolPart>of() : tools) {
                reply = reply.call(tool.call());
            }
            reply = structured == null ? reply : reply.structured(structured);
            reply = finish == null ? reply : reply.finish(finish);
            reply = usage == null ? reply : reply.usage(usage.usage());
            reply = chunkDelay == null ? reply : reply.chunkDelay(chunkDelay.duration());
            ScriptStep step = ScriptStep.of(reply).after(delay == null ? Duration.ZERO : delay.duration());
            return fault(
                            status,
                            errorChunk == null ? error : errorChunk,
                            retryAfter,
                            kinds(status, errorChunk, hang, cut, invalidJson, noFinish),
                            times)
                    .map(step::with)
                    .orElse(step);
        }
    }

    record ToolPart(@Nullable String name, @Nullable Map<String, Object> arguments) {
        ToolPart {
            call(name, arguments);
        }

        ToolCall call() {
            return call(name, arguments);
        }

        private static ToolCall call(@Nullable String name, @Nullable Map<String, Object> arguments) {
            return new ToolCall(name == null ? "" : name, arguments == null ? Map.of() : arguments);
        }
    }

    record UsagePart(int prompt, int completion, int cached, int reasoning) {
        UsagePart {
            TokenUsage.check(prompt, completion, cached, reasoning);
        }

        TokenUsage usage() {
            return new TokenUsage(prompt, completion, cached, reasoning);
        }
    }

    record ErrorPart(
            @Nullable String message,
            @Nullable String type,
            @Nullable String code) {
        static final ErrorPart NONE = new ErrorPart(null, null, null);

        Refusal refusal(int status, Optional<Duration> retryAfter) {
            return new Refusal(
                    status,
                    message == null ? "scripted error" : message,
                    type == null ? "scripted_error" : type,
                    code == null ? "scripted" : code,
                    retryAfter);
        }
    }

    /** A duration as people write it. */
    record Time(Duration duration) {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

        @JsonCreator
        static Time of(String text) {
            Matcher form = FORM.matcher(text.trim());
            if (!form.matches()) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a duration; write it like 500ms, 2s, 1m or 1h");
            }
            long amount = Long.parseLong(form.group(1));
            return new Time(
                    switch (form.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        default -> Duration.ofHours(amount);
                    });
        }
    }
}
