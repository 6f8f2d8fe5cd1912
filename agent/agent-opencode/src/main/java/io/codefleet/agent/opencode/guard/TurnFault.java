package io.codefleet.agent.opencode.guard;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Fault of a turn, more exact than {@link ErrorKind}; a program finds it as the detail {@value #DETAIL}
 * of the error, in lower case.
 */
public enum TurnFault {
    /** The provider does not know the key, or it may not do this. */
    AUTHENTICATION("authentication", ErrorKind.PERMANENT),
    /** The provider refuses the request as it is. */
    REFUSED_REQUEST("refused_request", ErrorKind.PERMANENT),
    /** The provider asks to come back later. */
    RATE_LIMIT("rate_limit", ErrorKind.TRANSIENT),
    /** The provider fails by itself. */
    PROVIDER_FAILED("provider_failed", ErrorKind.TRANSIENT),
    /** The provider cannot be reached, or the connection breaks. */
    NETWORK("network", ErrorKind.TRANSIENT),
    /** The conversation does not fit the model. */
    CONTEXT_OVERFLOW("context_overflow", ErrorKind.PERMANENT),
    /** The provider does not let through what was asked or answered. */
    CONTENT_FILTER("content_filter", ErrorKind.PERMANENT),
    /** The answer is not what was asked for in form. */
    UNUSABLE_ANSWER("unusable_answer", ErrorKind.PERMANENT),
    /** The stream of an answer cannot be read. */
    MALFORMED_STREAM("malformed_stream", ErrorKind.TRANSIENT),
    /** Answers that never end. */
    ENDLESS("endless", ErrorKind.TRANSIENT),
    /** Nothing is heard any more. */
    STALLED("stalled", ErrorKind.TRANSIENT),
    /** OpenCode does not begin with what it is asked. */
    NOT_STARTED("not_started", ErrorKind.TRANSIENT),
    /** The model, provider or agent does not exist. */
    UNKNOWN_MODEL("unknown_model", ErrorKind.PERMANENT),
    /** OpenCode cannot write what it has to remember. */
    STORAGE("storage", ErrorKind.TRANSIENT),
    /** The same, because the disk is full. */
    DISK_FULL("disk_full", ErrorKind.TRANSIENT),
    /** Somebody ended the turn. */
    ABORTED("aborted", ErrorKind.TRANSIENT),
    /** A limit of what may be consumed is reached. */
    BUDGET("budget", ErrorKind.BUDGET_EXCEEDED),
    /** Any other error of OpenCode. */
    AGENT_FAILED("agent_failed", ErrorKind.TRANSIENT);

    static final String DETAIL = "reason";

    /** Stored in the details of errors, and so never changed. */
    private final String code;

    private final ErrorKind kind;

    TurnFault(String code, ErrorKind kind) {
        this.code = code;
        this.kind = kind;
    }

    public AttemptException error(String message) {
        return error(message, Map.of());
    }

    /**
     * Creates an error of this fault.
     *
     * @param details what a program may want to know besides, as JSON values
     */
    public AttemptException error(String message, Map<String, ?> details) {
        return new AttemptException(error(kind, message, details), null);
    }

    /** Creates an error of this fault that asks for a retry after the time that the provider has named. */
    public AttemptException retryLater(String message, Duration wait, Map<String, ?> details) {
        return new AttemptException(
                error(ErrorKind.RATE_LIMITED, message, details).retryAfter(wait), null);
    }

    private TaskError error(ErrorKind as, String message, Map<String, ?> details) {
        Map<String, Object> all = new TreeMap<>(details);
        all.put(DETAIL, code);
        return TaskError.of(as, message).details(all);
    }

    public boolean isReasonOf(AttemptException failure) {
        return Optional.ofNullable(failure.error().details().get(DETAIL))
                .filter(code::equals)
                .isPresent();
    }
}
