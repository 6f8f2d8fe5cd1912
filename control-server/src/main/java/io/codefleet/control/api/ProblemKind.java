package io.codefleet.control.api;

import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds of problems that the API answers with. A kind's code is part of the contract and never changes; each kind has a
 * page at {@code /api/v1/problems/CODE} that says what it means and what to do.
 */
enum ProblemKind {
    INVALID_INPUT(
            "invalid-input",
            400,
            "The request has an invalid value",
            "A parameter or a field of the body breaks the contract.",
            "Correct the fields that `errors` points at. The contract is at /api/openapi.json."),
    INVALID_CURSOR(
            "invalid-cursor",
            400,
            "The cursor does not belong to this list",
            "The cursor is of another namespace, another filter or another order, or it was changed.",
            "Send the `next` of the page before with the same parameters, or begin again without a cursor."),
    MALFORMED_JSON(
            "malformed-json",
            400,
            "The body is not valid JSON",
            "The body cannot be read as one JSON document in UTF-8.",
            "Send one JSON document, without anything behind it."),
    MALFORMED_REQUEST(
            "malformed-request",
            400,
            "The request is not valid HTTP",
            "The request line, a header or an escape sequence of the address cannot be read.",
            "Encode the address by the rules of RFC 3986 and use a maintained HTTP client."),
    UNAUTHENTICATED(
            "unauthenticated",
            401,
            "The request has no valid credentials",
            "There is no API key in the request, or the key is malformed, unknown, expired or revoked.",
            "Send a valid key as 'Authorization: Bearer cf_…', or ask an administrator for a new one."),
    TOKEN_EXPIRED(
            "token-expired",
            401,
            "The token has ended",
            "The end of the token (exp) is over, by this server's clock.",
            "Get a new token from its issuer. If it should not have ended, compare the clocks in `detail`."),
    TOKEN_NOT_YET_VALID(
            "token-not-yet-valid",
            401,
            "The token is not valid yet",
            "The token begins (nbf) or was issued (iat) later than now, by this server's clock.",
            "Set the clock of the issuer, or of this server; `detail` has both times."),
    TOKEN_FOR_ANOTHER_AUDIENCE(
            "token-for-another-audience",
            401,
            "The token is for another service",
            "The audience of the token (aud) is not that of this control plane.",
            "Ask the issuer for a token with the audience that `detail` names."),
    TOKEN_OF_ANOTHER_ISSUER(
            "token-of-another-issuer",
            401,
            "The token is of another issuer",
            "The issuer of the token (iss) is not the one whose tokens are accepted.",
            "Get a token from the issuer that `detail` names."),
    TOKEN_KEY_UNKNOWN(
            "token-key-unknown",
            401,
            "The key of the token is not known",
            "The issuer publishes no key with which the token is signed.",
            "Get a new token, as the issuer may have changed its keys. A key that was just published is found within"
                    + " half a minute."),
    TOKEN_REFUSED(
            "token-refused",
            401,
            "The token is not acceptable",
            "The token is malformed, not signed, signed with an algorithm that is not accepted, or wrongly signed.",
            "Send the token as its issuer made it; `detail` says what is wrong with it."),
    TOKEN_WITHOUT_ROLE(
            "token-without-role",
            403,
            "The token gives no role",
            "The token is valid, and nothing in it gives its holder a role here.",
            "Have the issuer put a role into the claim that `detail` names, or map its value with --jwt-role."),
    TOKEN_FOR_ANOTHER_NAMESPACE(
            "token-for-another-namespace",
            403,
            "The token is for other namespaces",
            "The token is valid, and does not name the namespace of this control plane.",
            "Have the issuer add the namespace to the claim that `detail` names."),
    TOKEN_KEYS_UNAVAILABLE(
            "token-keys-unavailable",
            503,
            "The issuer's keys cannot be read",
            "The token cannot be verified, as the issuer's keys are not known and its server does not answer.",
            "Send the same request again after the time in the header Retry-After, or use an API key.",
            true),
    FORBIDDEN(
            "forbidden",
            403,
            "The caller's role does not allow this",
            "The API key is valid and has a role that may not do this.",
            "Use a key with the role that `detail` names."),
    NOT_OWN_TASK(
            "not-own-task",
            403,
            "The task is not one of the caller's own",
            "A submitter cancels tasks and decides on approvals of tasks that they have submitted, and of parts of those.",
            "Ask who submitted the task, or use a key with the role operator."),
    TASK_NOT_FOUND(
            "task-not-found",
            404,
            "There is no such task",
            "No task with this id exists in the namespace; ended tasks are kept for a limited time.",
            "Check the id and the namespace. A slash within an id is written %2F."),
    WORKER_NOT_FOUND(
            "worker-not-found",
            404,
            "There is no such worker",
            "No worker with this id has been seen lately.",
            "List the workers; `detail` names one with a similar id."),
    KEY_NOT_FOUND(
            "key-not-found",
            404,
            "There is no such API key",
            "No API key with this id exists; it may have been revoked already.",
            "List the keys. The id is the part of a key between its two underscores."),
    ALERT_NOT_FOUND(
            "alert-not-found",
            404,
            "There is no such alert",
            "No alert with this id is pending, firing or resolved within the last day.",
            "List the alerts."),
    SCHEDULE_NOT_FOUND(
            "schedule-not-found",
            404,
            "There is no such schedule",
            "No client of the namespace holds a schedule with this name, or held it within 30 days.",
            "List the schedules."),
    NO_SUCH_RESOURCE(
            "no-such-resource",
            404,
            "There is no such resource",
            "Nothing is served at this address.",
            "Check the path against /api/openapi.json."),
    RANGE_NOT_SATISFIABLE(
            "range-not-satisfiable",
            416,
            "The file has no such range",
            "The range of the header Range begins behind the end of the file.",
            "Ask for a range within the size that the header Content-Range names, or for the file without a range."),
    METHOD_NOT_ALLOWED(
            "method-not-allowed",
            405,
            "The resource does not support this method",
            "The address exists, for other methods.",
            "Use a method that the header Allow names."),
    CONTENT_ENCRYPTED(
            "content-encrypted",
            406,
            "The content is encrypted and cannot be converted",
            "The fleet is encrypted end to end, and this control plane has none of its keys: it only passes content on.",
            "Ask for JSON and decrypt it with the key, or ask a control plane that has the key."),
    REQUEST_TIMEOUT(
            "request-timeout",
            408,
            "The body did not arrive in time",
            "The client began a request and did not send all of its body in time.",
            "Send the request again, over a faster connection or with a smaller body.",
            true),
    DUPLICATE_TASK(
            "duplicate-task",
            409,
            "The id belongs to a task with other content",
            "A task has one content and one outcome; this id was submitted before with another content.",
            "Choose another id, or submit the content of the stored task. `errors` names the fields that differ."),
    NOT_A_DEAD_LETTER(
            "not-a-dead-letter",
            409,
            "The task is not a dead letter",
            "Only a task that has failed can be purged; another is needed, or is deleted after its retention.",
            "Look at the state of the task. Cancel one that has not ended."),
    COUNT_DIFFERS(
            "count-differs",
            409,
            "The filter selects another number of tasks",
            "The number of tasks that the filter selects is not the expected one, so that nothing was done.",
            "Send the request with `dryRun`, look at the tasks, and send it with the number that the answer has."),
    CHANGED_MEANWHILE(
            "changed-meanwhile",
            409,
            "It was changed meanwhile",
            "Another process changed what the request is about between the read and the write.",
            "Read it again and decide again.",
            true),
    BUDGET_EXCEEDED(
            "budget-exceeded",
            409,
            "A budget is used up",
            "The task was not started because the budget of its run, or the allowance that it shares, is used up.",
            "Submit it with a larger budget, or when the allowance begins again."),
    RUN_CANCELLED(
            "run-cancelled",
            409,
            "The run was cancelled",
            "A cancelled run stays cancelled, and so do its children.",
            "Start a run with another id."),
    RUN_FAILED(
            "run-failed",
            409,
            "A run that this needs has failed",
            "A step or a part of the run failed for good.",
            "Read the run; retry it once the cause is removed."),
    WORKER_REPLACED(
            "worker-replaced",
            409,
            "Another worker has taken the id",
            "A worker with the same id started later, so that the earlier one takes no more tasks.",
            "Give each worker an id of its own."),
    UNSUPPORTED_VERSION(
            "unsupported-version",
            502,
            "Stored data is of a newer version",
            "A newer version of Codefleet wrote what the request needs; this control plane cannot read it.",
            "Update the control plane."),
    LEASE_LOST(
            "lease-lost",
            409,
            "The attempt no longer holds its task",
            "The lease of the attempt ran out, or the task has ended; what the attempt reports is refused.",
            "Do nothing: another attempt has the task, or it has an outcome."),
    TASKS_REFUSED(
            "tasks-refused",
            409,
            "Some tasks of a submit were refused",
            "The other tasks are stored and run.",
            "Correct the refused tasks and submit the whole list again; what is stored is not run twice."),
    TASK_FAILED(
            "task-failed",
            409,
            "A task that this needs has failed",
            "The task ended as failed.",
            "Read its outcome; replay it once the cause is removed."),
    TASK_CANCELLED(
            "task-cancelled",
            409,
            "A task that this needs was cancelled",
            "The task was cancelled before it had a result.",
            "Submit it under another id."),
    PRECONDITION_FAILED(
            "precondition-failed",
            412,
            "It is not the version that the request names",
            "The header If-Match names another version than the present one: somebody has changed it since it was read.",
            "Read it again, look at what `errors` names, and send the request with the new ETag."),
    PAYLOAD_TOO_LARGE(
            "payload-too-large",
            413,
            "The request or the task is too large",
            "The body is larger than 9 MiB, or the task is larger than the fleet allows.",
            "Put large content into the repository or a file, and refer to it."),
    PART_TOO_LARGE(
            "part-too-large",
            413,
            "A result does not fit into a prompt",
            "A result that an agent is to reduce has more tokens than the prompt has room for.",
            "Raise the plan's token budget, ask for shorter results, or have them truncated."),
    ADDRESS_TOO_LONG(
            "address-too-long",
            414,
            "The address is too long",
            "The first line of the request is longer than 4096 bytes.",
            "Use a shorter id, fewer filters, or the `next` cursor as it was given."),
    UNSUPPORTED_MEDIA_TYPE(
            "unsupported-media-type",
            415,
            "The body has an unsupported media type",
            "The API reads JSON in UTF-8 only.",
            "Send the header 'Content-Type: application/json'."),
    UPGRADE_REQUIRED(
            "upgrade-required",
            426,
            "The resource is a WebSocket",
            "The request did not ask to become a WebSocket.",
            "Connect with a WebSocket client, or use the server-sent events of /api/v1/events."),
    TOO_MANY_REQUESTS(
            "too-many-requests",
            429,
            "Requests arrive too fast",
            "The API key, or the address of a caller without a valid key, sends more requests than are allowed.",
            "Wait as long as the header Retry-After says. Follow a stream in place of polling; submit in batches.",
            true),
    RATE_LIMITED(
            "rate-limited",
            429,
            "The caller submits tasks too fast",
            "The namespace limits how many tasks one client may submit in a time.",
            "Wait as long as the header Retry-After says.",
            true),
    QUEUE_FULL(
            "queue-full",
            429,
            "Too many tasks wait",
            "The queue of the namespace is at its limit.",
            "Submit again later, or add workers.",
            true),
    HEADERS_TOO_LARGE(
            "headers-too-large",
            431,
            "The headers are too large",
            "The headers of the request have more than 16 KiB.",
            "Send fewer cookies and headers."),
    ATTEMPT_FAILED(
            "attempt-failed",
            500,
            "An attempt of a task has failed",
            "A worker reported a failure where no task was asked for.",
            "Read the server's log."),
    MALFORMED_DATA(
            "malformed-data",
            500,
            "Stored data cannot be read",
            "The broker holds a record that this version cannot read.",
            "Use one version of Codefleet for the whole fleet; read the server's log."),
    INTERNAL(
            "internal-error",
            500,
            "The server failed unexpectedly",
            "This is a fault of the control plane.",
            "Report it with the lines of the server's log at this time."),
    BROKER_REFUSED(
            "broker-refused",
            502,
            "The broker refused the request",
            "The broker answered with an error, such as missing rights or no memory.",
            "Read `detail`, and correct the configuration of the broker."),
    BROKER_UNAVAILABLE(
            "broker-unavailable",
            503,
            "The broker does not answer",
            "The control plane cannot reach the broker. Tasks that were accepted are not lost.",
            "Send the same request again after the time in Retry-After; a submit with an id is never run twice.",
            true),
    CLOSED(
            "closed",
            503,
            "The control plane is shutting down",
            "Its connection to the fleet is closed.",
            "Send the same request again, to another control plane of the fleet.",
            true);

    private final String code;
    private final int status;
    private final String title;
    private final String meaning;
    private final String remedy;
    private final boolean retryable;

    ProblemKind(String code, int status, String title, String meaning, String remedy) {
        this(code, status, title, meaning, remedy, false);
    }

    ProblemKind(String code, int status, String title, String meaning, String remedy, boolean retryable) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.meaning = meaning;
        this.remedy = remedy;
        this.retryable = retryable;
    }

    static Optional<ProblemKind> of(String code) {
        return Arrays.stream(values()).filter(kind -> kind.code.equals(code)).findFirst();
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

    /** Returns the meaning of the problem, in one or two sentences. */
    String meaning() {
        return meaning;
    }

    /** Returns the remedy that the caller can apply. */
    String remedy() {
        return remedy;
    }

    boolean retryable() {
        return retryable;
    }
}
