package io.codefleet.agent.worker;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The models of an attempt that failed, and why: which failures another model may not have, and the error of all of them. */
final class ModelFailures {
    /** The detail of an error that says what went wrong, in one word. */
    private static final String REASON = "reason";

    private static final String MISFIT = "schema_misfit";
    /** The same, as the model may not say enough. */
    private static final String TRUNCATED = "truncated_answer";

    /** What another model may do better; not what the agent, its machine or the task itself is at fault for. */
    private static final Set<String> OF_MODEL = Set.of(
            "authentication",
            "refused_request",
            "rate_limit",
            "provider_failed",
            "network",
            "context_overflow",
            "content_filter",
            "unusable_answer",
            "malformed_stream",
            "endless",
            "stalled",
            "unknown_model");

    private final List<Failure> failures = new ArrayList<>();

    private record Failure(String model, TaskError error) {
        String words() {
            return model + " failed: " + error.message();
        }
    }

    /**
     * Returns whether an error is a failure of the model.
     *
     * @param misfitToo whether an answer that does not fit its schema counts
     */
    boolean isOfModel(AttemptException why, boolean misfitToo) {
        Object reason = why.error().details().getOrDefault(REASON, "");
        return OF_MODEL.contains(reason) || (misfitToo && (reason.equals(MISFIT) || reason.equals(TRUNCATED)));
    }

    /** Returns the failure of a model whose answer is still invalid after its repairs. */
    static AttemptException misfit(String model, int repairs, List<String> faults) {
        return misfit(MISFIT, model, repairs, faults);
    }

    /** Returns the error of an answer that misfits its schema because its end is missing. */
    static AttemptException truncated(String model, int repairs, List<String> faults) {
        return misfit(TRUNCATED, model, repairs, faults);
    }

    private static AttemptException misfit(String reason, String model, int repairs, List<String> faults) {
        String repaired = repairs == 0 ? "" : ", after " + repairs + (repairs == 1 ? " repair" : " repairs");
        return new AttemptException(
                TaskError.of(
                                ErrorKind.PERMANENT,
                                "the answer of " + model + " is not valid against agent.output.schema" + repaired + ": "
                                        + String.join("; ", faults))
                        .details(Map.of(REASON, reason, "model", model, "faults", faults)),
                null);
    }

    void add(String model, AttemptException why) {
        failures.add(new Failure(model, why.error()));
    }

    /** Returns the last failure in words. */
    String last() {
        return failures.get(failures.size() - 1).words();
    }

    /**
     * Returns one error for all: that of the only one, or one that names each. It is worth another attempt if one of
     * them is, and asks for the shortest wait that one of them asks for.
     */
    AttemptException all() {
        if (failures.size() == 1) {
            return new AttemptException(failures.get(0).error(), null);
        }
        String words = failures.stream().map(Failure::words).collect(Collectors.joining("; "));
        TaskError error = TaskError.of(kind(), "each of " + failures.size() + " models failed: " + words)
                .details(Map.of(
                        "models", failures.stream().map(ModelFailures::details).toList()));
        Optional<Duration> wait = failures.stream()
                .flatMap(failure -> failure.error().retryAfter().stream())
                .min(Duration::compareTo);
        return new AttemptException(wait.map(error::retryAfter).orElse(error), null);
    }

    private ErrorKind kind() {
        List<ErrorKind> kinds =
                failures.stream().map(failure -> failure.error().kind()).toList();
        return kinds.stream()
                .filter(kind -> kind == ErrorKind.TRANSIENT)
                .findFirst()
                .or(() -> kinds.stream().filter(ErrorKind::retryable).findFirst())
                .orElse(ErrorKind.PERMANENT);
    }

    private static Map<String, Object> details(Failure failure) {
        return Map.of(
                "model",
                failure.model(),
                "kind",
                failure.error().kind().code(),
                REASON,
                failure.error().details().getOrDefault(REASON, ""));
    }
}
