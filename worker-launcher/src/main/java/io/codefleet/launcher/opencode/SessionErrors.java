package io.codefleet.launcher.opencode;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says of each way in which a turn of OpenCode fails whether another attempt is worth it. */
final class SessionErrors {
    private static final int MAX_TEXT = 1_000;
    private static final int TOO_MANY_REQUESTS = 429;

    /** Another attempt with the same input ends the same way. */
    private static final Set<String> PERMANENT = Set.of(
            "ProviderAuthError",
            "ContextOverflowError",
            "ContentFilterError",
            "StructuredOutputError",
            "MessageOutputLengthError");

    /** OpenCode reports these as unknown errors, with no more than their text. */
    private static final Pattern NOT_FOUND =
            Pattern.compile("(?:Model|Provider|Agent) not found|(?:ModelNotFound|ProviderInit)Error");

    private SessionErrors() {}

    /** @param error what OpenCode tells: {@code name} and {@code data} */
    static AttemptException of(JsonObject error) {
        String name = Json.text(error, "name");
        JsonObject data = Json.object(error, "data");
        String words = words(name, data);
        if (name.equals("APIError")) {
            return ofProvider(data, words);
        }
        if (name.equals("MessageAbortedError")) {
            return AttemptException.transientFault("the turn was aborted within OpenCode");
        }
        boolean permanent = PERMANENT.contains(name) || NOT_FOUND.matcher(words).find();
        return permanent
                ? AttemptException.permanent("OpenCode: " + words)
                : AttemptException.transientFault("OpenCode: " + words);
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
        Optional<Duration> wait = retryAfter(Json.object(data, "responseHeaders"));
        TaskError error = TaskError.of(kind(data, status, wait), message)
                .details(status == 0 ? Map.of() : Map.of("statusCode", status));
        return new AttemptException(wait.map(error::retryAfter).orElse(error), null);
    }

    private static ErrorKind kind(JsonObject data, int status, Optional<Duration> wait) {
        if (status == TOO_MANY_REQUESTS && wait.isPresent() && !wait.get().isZero()) {
            return ErrorKind.RATE_LIMITED;
        }
        boolean passing = Json.flag(data, "isRetryable")
                || status == 0
                || status == 408
                || status == TOO_MANY_REQUESTS
                || status >= 500;
        return passing ? ErrorKind.TRANSIENT : ErrorKind.PERMANENT;
    }

    /** In seconds, as providers write it; a date is passed over. */
    private static Optional<Duration> retryAfter(JsonObject headers) {
        for (String header : headers.fieldNames()) {
            Matcher seconds = Pattern.compile("\\d{1,9}").matcher(Json.text(headers, header));
            if (header.toLowerCase(Locale.ROOT).equals("retry-after") && seconds.matches()) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(seconds.group())));
            }
        }
        return Optional.empty();
    }

    /** Why a request to the server failed, or the server itself. */
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
            return refused ? AttemptException.permanent(message) : AttemptException.transientFault(message);
        }
        return new AttemptException(
                TaskError.of(ErrorKind.TRANSIENT, "OpenCode could not be reached: " + fault.getMessage()), fault);
    }
}
