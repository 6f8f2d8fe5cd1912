package io.codefleet.control.api;

import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.error.QueueFullException;
import io.codefleet.error.RateLimitedException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.error.WorkerNotFoundException;
import io.vertx.core.json.DecodeException;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a request failed with into the problem that its caller reads. */
final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final Duration UNAVAILABLE = Duration.ofSeconds(5);
    private static final Duration QUEUE_FULL = Duration.ofSeconds(1);
    private static final int FAULTS_SHOWN = 20;

    private Problems() {}

    static Problem of(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return problem.problem();
        }
        if (failure instanceof ValidatorException invalid) {
            return invalid(invalid);
        }
        return ofFleet(failure);
    }

    private static Problem ofFleet(Throwable failure) {
        String detail = String.valueOf(failure.getMessage());
        if (failure instanceof InvalidInputException invalid) {
            Problem.Fault fault = new Problem.Fault(invalid.field(), detail);
            return new Problem(ProblemKind.INVALID_INPUT, detail, Optional.empty(), List.of(fault));
        }
        if (failure instanceof TaskNotFoundException) {
            return Problem.of(ProblemKind.TASK_NOT_FOUND, detail);
        }
        if (failure instanceof WorkerNotFoundException) {
            return Problem.of(ProblemKind.WORKER_NOT_FOUND, detail);
        }
        if (failure instanceof DuplicateTaskException) {
            return Problem.of(ProblemKind.DUPLICATE_TASK, detail);
        }
        if (failure instanceof PayloadTooLargeException) {
            return Problem.of(ProblemKind.PAYLOAD_TOO_LARGE, detail);
        }
        if (failure instanceof RateLimitedException limited) {
            return later(ProblemKind.RATE_LIMITED, detail, limited.retryAfter());
        }
        if (failure instanceof QueueFullException) {
            return later(ProblemKind.QUEUE_FULL, detail, QUEUE_FULL);
        }
        return ofBroker(failure, detail);
    }

    private static Problem ofBroker(Throwable failure, String detail) {
        if (failure instanceof BrokerUnavailableException || failure instanceof ClosedException) {
            return later(ProblemKind.BROKER_UNAVAILABLE, detail, UNAVAILABLE);
        }
        if (failure instanceof BrokerRefusedException) {
            return Problem.of(ProblemKind.BROKER_REFUSED, detail);
        }
        if (failure instanceof MalformedDataException) {
            return Problem.of(ProblemKind.MALFORMED_DATA, detail);
        }
        log.error("A request failed unexpectedly", failure);
        return Problem.of(ProblemKind.INTERNAL, "The server's log has the details.");
    }

    private static Problem later(ProblemKind kind, String detail, Duration wait) {
        return new Problem(kind, detail, Optional.of(wait), List.of());
    }

    private static Problem invalid(ValidatorException failure) {
        String detail = String.valueOf(failure.getMessage());
        if (failure.getCause() instanceof DecodeException) {
            return Problem.of(ProblemKind.MALFORMED_JSON, "The body is not a JSON document.");
        }
        List<Problem.Fault> faults = new ArrayList<>();
        if (failure instanceof SchemaValidationException schema) {
            collect(schema.getOutputUnit(), faults);
        }
        return new Problem(ProblemKind.INVALID_INPUT, detail, Optional.empty(), faults);
    }

    private static void collect(OutputUnit unit, List<Problem.Fault> faults) {
        List<OutputUnit> errors = unit.getErrors();
        if (errors == null) {
            return;
        }
        for (OutputUnit error : errors) {
            if (faults.size() < FAULTS_SHOWN && error.getError() != null) {
                String location = String.valueOf(error.getInstanceLocation());
                faults.add(new Problem.Fault(
                        location.startsWith("#") ? location.substring(1) : location, error.getError()));
            }
        }
    }
}
