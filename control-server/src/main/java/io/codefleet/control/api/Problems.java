package io.codefleet.control.api;

import io.codefleet.AttemptException;
import io.codefleet.BulkSubmitException;
import io.codefleet.TaskCancelledException;
import io.codefleet.TaskFailedException;
import io.codefleet.control.auth.CredentialsException;
import io.codefleet.control.auth.StreamTickets;
import io.codefleet.control.tasks.InvalidCursorException;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InterceptorException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.LeaseLostException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.PartTooLargeException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.error.QueueFullException;
import io.codefleet.error.RateLimitedException;
import io.codefleet.error.RunCancelledException;
import io.codefleet.error.SubmitException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.error.UnusableAnswerException;
import io.codefleet.error.WorkerNotFoundException;
import io.codefleet.error.WorkerReplacedException;
import io.codefleet.mapreduce.MapReduceFailedException;
import io.codefleet.workflow.WorkflowFailedException;
import io.codefleet.workflow.template.MissingValueException;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a request failed with into the problem that its caller reads. */
final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final int FAULTS_SAID = 3;
    private static final String QUERY = "query.";
    private static final String ID = "id";
    /** What the SDK calls the id of a run, or a part of it, where an operation has it as the parameter {@code id}. */
    private static final Set<String> PARTS_OF_IDS = Set.of("runId", "run.id", "step", "document.kind");

    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*");
    /** The validator names a parameter in its message only. */
    private static final Pattern PARAMETER =
            Pattern.compile("\\b(?:query|path|header|cookie) parameter ([A-Za-z0-9_-]+)", Pattern.CASE_INSENSITIVE);

    private static final Map<ProblemKind, Duration> WAITS = Map.of(
            ProblemKind.BROKER_UNAVAILABLE, Duration.ofSeconds(5),
            ProblemKind.CLOSED, Duration.ofSeconds(5),
            ProblemKind.TOKEN_KEYS_UNAVAILABLE, Duration.ofSeconds(30),
            ProblemKind.QUEUE_FULL, Duration.ofSeconds(1));
    private static final Map<Class<?>, ProblemKind> KINDS = Map.ofEntries(
            Map.entry(AttemptException.class, ProblemKind.ATTEMPT_FAILED),
            Map.entry(BrokerRefusedException.class, ProblemKind.BROKER_REFUSED),
            Map.entry(BrokerUnavailableException.class, ProblemKind.BROKER_UNAVAILABLE),
            Map.entry(BudgetExceededException.class, ProblemKind.BUDGET_EXCEEDED),
            Map.entry(BulkSubmitException.class, ProblemKind.TASKS_REFUSED),
            Map.entry(ClosedException.class, ProblemKind.CLOSED),
            Map.entry(DuplicateTaskException.class, ProblemKind.DUPLICATE_TASK),
            Map.entry(InterceptorException.class, ProblemKind.INTERNAL),
            Map.entry(InvalidCursorException.class, ProblemKind.INVALID_CURSOR),
            Map.entry(InvalidInputException.class, ProblemKind.INVALID_INPUT),
            Map.entry(LeaseLostException.class, ProblemKind.LEASE_LOST),
            Map.entry(MalformedDataException.class, ProblemKind.MALFORMED_DATA),
            Map.entry(MapReduceFailedException.class, ProblemKind.RUN_FAILED),
            Map.entry(MissingValueException.class, ProblemKind.INVALID_INPUT),
            Map.entry(PartTooLargeException.class, ProblemKind.PART_TOO_LARGE),
            Map.entry(PayloadTooLargeException.class, ProblemKind.PAYLOAD_TOO_LARGE),
            Map.entry(QueueFullException.class, ProblemKind.QUEUE_FULL),
            Map.entry(RateLimitedException.class, ProblemKind.RATE_LIMITED),
            Map.entry(RunCancelledException.class, ProblemKind.RUN_CANCELLED),
            Map.entry(SubmitException.class, ProblemKind.TASKS_REFUSED),
            Map.entry(TaskCancelledException.class, ProblemKind.TASK_CANCELLED),
            Map.entry(TaskFailedException.class, ProblemKind.TASK_FAILED),
            Map.entry(TaskNotFoundException.class, ProblemKind.TASK_NOT_FOUND),
            Map.entry(UnusableAnswerException.class, ProblemKind.TASK_FAILED),
            Map.entry(UnsupportedVersionException.class, ProblemKind.UNSUPPORTED_VERSION),
            Map.entry(WorkerNotFoundException.class, ProblemKind.WORKER_NOT_FOUND),
            Map.entry(WorkerReplacedException.class, ProblemKind.WORKER_REPLACED),
            Map.entry(WorkflowFailedException.class, ProblemKind.RUN_FAILED));

    private Problems() {}

    /** Returns the kind of problem that an exception of this class, or of its nearest superclass with a kind, is. */
    static Optional<ProblemKind> kind(Class<?> exception) {
        for (@Nullable Class<?> type = exception; type != null; type = type.getSuperclass()) {
            ProblemKind kind = KINDS.get(type);
            if (kind != null) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the problem of a failure.
     *
     * @param request names the request in the log, if the failure is a fault of the server
     */
    static Problem of(Throwable failure, String request) {
        return of(failure, Set.of(), request);
    }

    /** Returns the problem of a request to an operation with these parameters. */
    static Problem of(Throwable failure, Set<String> parameters, String request) {
        if (failure instanceof ProblemException problem) {
            return problem.problem();
        }
        if (failure instanceof ValidatorException invalid) {
            return invalid(invalid);
        }
        if (failure instanceof CredentialsException refused) {
            return ofCredentials(refused);
        }
        if (failure instanceof StreamTickets.TooManyTicketsException) {
            return new Problem(
                    ProblemKind.TOO_MANY_REQUESTS,
                    failure.getMessage() + "; open their WebSockets, or wait until they have ended.",
                    Optional.of(StreamTickets.LIFETIME),
                    List.of());
        }
        return kind(failure.getClass())
                .map(kind -> ofFleet(kind, failure, parameters))
                .orElseGet(() -> {
                    log.error("{} failed unexpectedly", request, failure);
                    return Problem.of(ProblemKind.INTERNAL, "The server's log has the details.");
                });
    }

    private static Problem ofCredentials(CredentialsException refused) {
        ProblemKind kind = switch (refused.fault()) {
            case EXPIRED -> ProblemKind.TOKEN_EXPIRED;
            case NOT_YET_VALID -> ProblemKind.TOKEN_NOT_YET_VALID;
            case WRONG_AUDIENCE -> ProblemKind.TOKEN_FOR_ANOTHER_AUDIENCE;
            case WRONG_ISSUER -> ProblemKind.TOKEN_OF_ANOTHER_ISSUER;
            case UNKNOWN_KEY -> ProblemKind.TOKEN_KEY_UNKNOWN;
            case REFUSED -> ProblemKind.TOKEN_REFUSED;
            case NO_ROLE -> ProblemKind.TOKEN_WITHOUT_ROLE;
            case OTHER_NAMESPACE -> ProblemKind.TOKEN_FOR_ANOTHER_NAMESPACE;
            case KEYS_UNAVAILABLE -> ProblemKind.TOKEN_KEYS_UNAVAILABLE;
        };
        return new Problem(kind, String.valueOf(refused.getMessage()), Optional.ofNullable(WAITS.get(kind)), List.of());
    }

    private static Problem ofFleet(ProblemKind kind, Throwable failure, Set<String> parameters) {
        String detail = String.valueOf(failure.getMessage());
        Optional<Duration> wait = failure instanceof RateLimitedException limited
                ? Optional.of(limited.retryAfter())
                : Optional.ofNullable(WAITS.get(kind));
        List<Problem.ApiError> faults = failure instanceof InvalidInputException invalid
                ? fault(invalid.field(), detail, parameters)
                : List.of();
        return new Problem(kind, detail, wait, faults);
    }

    /**
     * Returns the error of a wrong field. The SDK names the fields of a query and those of a task alike, by their names
     * in Java.
     */
    private static List<Problem.ApiError> fault(String field, String detail, Set<String> parameters) {
        String name = field.startsWith(QUERY) ? field.substring(QUERY.length()) : field;
        if (field.startsWith(QUERY) || parameters.contains(name)) {
            return List.of(Problem.ApiError.parameter(name, detail));
        }
        if (PARTS_OF_IDS.contains(name) && parameters.contains(ID)) {
            return List.of(Problem.ApiError.parameter(ID, detail));
        }
        return FIELD.matcher(name).matches()
                ? List.of(new Problem.ApiError(TaskFields.pointer(name), detail))
                : List.of();
    }

    private static Problem invalid(ValidatorException failure) {
        List<Problem.ApiError> faults = new ArrayList<>();
        Matcher parameter = PARAMETER.matcher(String.valueOf(failure.getMessage()));
        if (parameter.find()) {
            faults.add(Problem.ApiError.parameter(parameter.group(1), String.valueOf(failure.getMessage())));
        } else if (failure instanceof SchemaValidationException schema) {
            faults.addAll(SchemaFaults.of(schema.getOutputUnit()));
        }
        return new Problem(ProblemKind.INVALID_INPUT, detail(failure, faults), Optional.empty(), faults);
    }

    /** Returns the deepest faults of the body in words; a fault of an object often follows from that of a field within it. */
    private static String detail(ValidatorException failure, List<Problem.ApiError> faults) {
        int deepest = faults.stream().mapToInt(Problems::depth).max().orElse(0);
        return deepest == 0
                ? String.valueOf(failure.getMessage())
                : faults.stream()
                        .filter(fault -> depth(fault) == deepest)
                        .limit(FAULTS_SAID)
                        .map(fault -> fault.pointer().substring(1).replace('/', '.') + ": " + fault.detail())
                        .collect(Collectors.joining("; "));
    }

    private static int depth(Problem.ApiError fault) {
        return (int) fault.pointer().chars().filter(sign -> sign == '/').count();
    }
}
