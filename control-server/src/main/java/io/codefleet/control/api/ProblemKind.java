package io.codefleet.control.api;

/** The kinds of problems that the API answers with. A kind's code is part of the contract and never changes. */
enum ProblemKind {
    INVALID_INPUT("invalid-input", 400, "The request has an invalid value", false),
    MALFORMED_JSON("malformed-json", 400, "The body is not valid JSON", false),
    UNAUTHENTICATED("unauthenticated", 401, "The request has no valid credentials", false),
    FORBIDDEN("forbidden", 403, "The caller's role does not allow this", false),
    TASK_NOT_FOUND("task-not-found", 404, "There is no such task", false),
    WORKER_NOT_FOUND("worker-not-found", 404, "There is no such worker", false),
    KEY_NOT_FOUND("key-not-found", 404, "There is no such API key", false),
    NO_SUCH_RESOURCE("no-such-resource", 404, "There is no such resource", false),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "The resource does not support this method", false),
    DUPLICATE_TASK("duplicate-task", 409, "The id belongs to a task with other content", false),
    PAYLOAD_TOO_LARGE("payload-too-large", 413, "The request or the task is too large", false),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body has an unsupported media type", false),
    RATE_LIMITED("rate-limited", 429, "The caller sends requests too fast", true),
    QUEUE_FULL("queue-full", 429, "Too many tasks wait", true),
    MALFORMED_DATA("malformed-data", 500, "Stored data cannot be read", false),
    INTERNAL("internal-error", 500, "The server failed unexpectedly", false),
    BROKER_UNAVAILABLE("broker-unavailable", 503, "The broker does not answer", true),
    BROKER_REFUSED("broker-refused", 502, "The broker refused the request", false);

    private final String code;
    private final int status;
    private final String title;
    private final boolean retryable;

    ProblemKind(String code, int status, String title, boolean retryable) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.retryable = retryable;
    }

    String code() {
        return code;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    boolean retryable() {
        return retryable;
    }
}
