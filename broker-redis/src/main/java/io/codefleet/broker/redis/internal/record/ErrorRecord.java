package io.codefleet.broker.redis.internal.record;

import io.codefleet.Budget;
import io.codefleet.TaskError;
import io.codefleet.broker.BrokerErrors;
import io.codefleet.broker.redis.internal.payload.Payloads;
import io.codefleet.codec.PayloadKind;
import io.codefleet.json.OutcomeJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * An error as it is stored. One that a script wrote has the code of its kind in place of a message, and the facts from
 * which the message is made here.
 */
final class ErrorRecord {
    private static final String FACTS = "facts";

    private ErrorRecord() {}

    /**
     * Reads a stored error.
     *
     * @param what what is read, for the message of a fault
     * @throws io.codefleet.error.MalformedDataException if it is damaged
     */
    static TaskError read(Payloads payloads, String what, String taskId, Buffer stored) {
        Buffer json = payloads.open(PayloadKind.ERROR, taskId, stored);
        TaskError error = OutcomeJson.decodeError(what, json);
        if (!error.message().equals(error.kind().code())
                || !(new JsonObject(json).getValue(FACTS) instanceof JsonObject facts)) {
            return error;
        }
        return TaskError.builder(error.kind(), message(error, new Facts(facts)))
                .attempt(error.attempt())
                .workerId(error.workerId().orElse(null))
                .retryAfter(error.retryAfter().orElse(null))
                .details(error.details())
                .build();
    }

    private static String message(TaskError error, Facts facts) {
        TaskError worded = switch (error.kind()) {
            case QUEUE_TIMEOUT -> BrokerErrors.queueTimeout(facts.limit());
            case DEADLINE_EXCEEDED -> BrokerErrors.deadlineExceeded(facts.limit());
            case ATTEMPT_TIMEOUT -> BrokerErrors.attemptTimeout(facts.limit());
            case WORKER_LOST -> BrokerErrors.workerLost(error.workerId().orElse("?"));
            case BUDGET_EXCEEDED -> BrokerErrors.allowanceUsedUp(facts.text("allowance"), facts.reached());
            default -> error;
        };
        return worded.message();
    }

    /** The facts of an error: numbers as text, as Lua's own would lose digits. */
    private record Facts(JsonObject json) {
        String text(String name) {
            return json.getValue(name) instanceof String text ? text : "";
        }

        private Optional<Long> number(String name) {
            String text = text(name);
            return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
        }

        Duration limit() {
            return Times.duration(number("limit").orElse(0L));
        }

        private Optional<BigDecimal> price(String name) {
            return number(name).map(UsageText::dollars);
        }

        String reached() {
            return new Budget(price("maxCost"), number("maxTokens"))
                    .exceededBy(
                            price("cost").orElse(BigDecimal.ZERO),
                            number("tokens").orElse(0L))
                    .orElse("");
        }
    }
}
