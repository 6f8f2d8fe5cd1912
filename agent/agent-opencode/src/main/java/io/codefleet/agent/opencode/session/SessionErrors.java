package io.codefleet.agent.opencode.session;

import io.codefleet.AttemptException;
import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.ServerFault;
import io.codefleet.agent.opencode.guard.TurnFault;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says of each way in which a turn of OpenCode fails whether another attempt is worth it. */
final class SessionErrors {
    private static final int MAX_TEXT = 1_000;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    /** What OpenCode names by itself. */
    private static final Map<String, TurnFault> NAMED = Map.of(
            "ProviderAuthError", TurnFault.AUTHENTICATION,
            "ContextOverflowError", TurnFault.CONTEXT_OVERFLOW,
            "ContentFilterError", TurnFault.CONTENT_FILTER,
            "StructuredOutputError", TurnFault.UNUSABLE_ANSWER,
            "MessageOutputLengthError", TurnFault.UNUSABLE_ANSWER,
            "MessageAbortedError", TurnFault.ABORTED);

    /** OpenCode reports these as unknown errors, with no more than their text. */
    private static final Map<Pattern, TurnFault> TOLD = Map.of(
            Pattern.compile("(?:Model|Provider|Agent) not found|(?:ModelNotFound|ProviderInit)Error"),
            TurnFault.UNKNOWN_MODEL,
            Pattern.compile("SqlError|SQLITE_|ENOSPC|no space left|database or disk is full"),
            TurnFault.STORAGE,
            Pattern.compile("JSON parsing failed|invalid JSON", Pattern.CASE_INSENSITIVE),
            TurnFault.MALFORMED_STREAM,
            Pattern.compile("operation timed out", Pattern.CASE_INSENSITIVE),
            TurnFault.STALLED);

    private static final Pattern CONTEXT =
            Pattern.compile("context_length_exceeded|maximum context length|prompt is too long");

    private SessionErrors() {}

    /**
     * Creates the error of an attempt from an error of OpenCode.
     *
     * @param error the error of OpenCode: {@code name} and {@code data}
     */
    static AttemptException of(JsonObject error) {
        String name = Json.text(error, "name");
        JsonObject data = Json.object(error, "data");
        String words = words(name, data);
        if (name.equals("APIError")) {
            return ofProvider(data, words);
        }
        if (name.equals("MessageAbortedError")) {
            return TurnFault.ABORTED.error("the turn was aborted within OpenCode");
        }
        return fault(name, words).error("OpenCode: " + words);
    }

    private static TurnFault fault(String name, String words) {
        TurnFault named = NAMED.get(name);
        return named != null
                ? named
                : TOLD.entrySet().stream()
                        .filter(each -> each.getKey().matcher(words).find())
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(TurnFault.AGENT_FAILED);
    }

    private static String words(String name, JsonObject data) {
        String message = Json.text(data, "message");
        // some come with a stack trace behind the first line
        String first = message.lines().findFirst().orElse("").trim();
        if (first.isEmpty()) {
            return name.isEmpty() ? "an error without a name" : name;
        }
        String brief = first.length() > MAX_TEXT ? first.substring(0, MAX_TEXT) + "…" : first;
        return name.equals("UnknownError") || name.equals("APIError") ? brief : name + ": " + brief;
    }

    private static AttemptException ofProvider(JsonObject data, String words) {
        int status = (int) Json.count(data, "statusCode");
        String message = "the model's provider " + (status == 0 ? "failed" : "answered " + status) + ": " + words
                + (status == 401 || status == 403 ? "; check its key in the configuration of OpenCode" : "");
        Map<String, Object> details = status == 0 ? Map.of() : Map.of("statusCode", status);
        Optional<Duration> wait = retryAfter(Json.object(data, "responseHeaders"))
                .filter(named -> !named.isZero() && (status == TOO_MANY_REQUESTS || status == UNAVAILABLE));
        return wait.map(named -> TurnFault.RATE_LIMIT.retryLater(message, named, details))
                .orElseGet(() -> fault(data, status, words).error(message, details));
    }

    private static TurnFault fault(JsonObject data, int status, String words) {
        if (CONTEXT.matcher(words).find()) {
            return TurnFault.CONTEXT_OVERFLOW;
        }
        boolean passing = Json.flag(data, "isRetryable") || status == 408 || status >= 500;
        return switch (status) {
            case 0 -> TurnFault.NETWORK;
            case 401, 403 -> TurnFault.AUTHENTICATION;
            case TOO_MANY_REQUESTS -> TurnFault.RATE_LIMIT;
            default -> passing ? TurnFault.PROVIDER_FAILED : TurnFault.REFUSED_REQUEST;
        };
    }

    /** Returns the wait that the headers ask for in seconds, as providers write it; ignores a date. */
    private static Optional<Duration> retryAfter(JsonObject headers) {
        for (String header : headers.fieldNames()) {
            Matcher seconds = Pattern.compile("\\d{1,9}").matcher(Json.text(headers, header));
            if (header.toLowerCase(Locale.ROOT).equals("retry-after") && seconds.matches()) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(seconds.group())));
            }
        }
        return Optional.empty();
    }

    /** Returns the error of an attempt for a failed request or a failed server. */
    static AttemptException of(Throwable fault) {
        if (fault instanceof AttemptException ours) {
            return ours;
        }
        if (fault instanceof ServerFault answered) {
            boolean refused = answered.status() >= 400
                    && answered.status() < 500
                    && answered.status() != 408
                    && answered.status() != 404
                    && answered.status() != TOO_MANY_REQUESTS;
            String message = "OpenCode refused: " + answered.getMessage();
            return (refused ? TurnFault.REFUSED_REQUEST : TurnFault.AGENT_FAILED).error(message);
        }
        return new AttemptException(
                TurnFault.NETWORK
                        .error("OpenCode could not be reached: " + fault.getMessage())
                        .error(),
                fault);
    }
}
