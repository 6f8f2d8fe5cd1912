package io.codefleet.testing.junit;

import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.TaskResult;
import io.codefleet.annotation.CanIgnoreReturnValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on the outcome of a task. */
@CanIgnoreReturnValue
public final class OutcomeAssert extends AbstractAssert<OutcomeAssert, Outcome> {
    OutcomeAssert(@Nullable Outcome actual) {
        super(actual, OutcomeAssert.class);
    }

    private Outcome outcome() {
        isNotNull();
        return Objects.requireNonNull(actual);
    }

    private String found() {
        return outcome()
                .fold(
                        completed -> "it completed with the text '"
                                + completed.result().text() + "'",
                        failed -> "it failed: " + failed.error().kind() + ": "
                                + failed.error().message(),
                        cancelled -> "it was cancelled: " + cancelled.reason());
    }

    private TaskResult result() {
        if (outcome() instanceof Outcome.Completed completed) {
            return completed.result();
        }
        throw failure("expected task '%s' to complete, but %s", outcome().taskId(), found());
    }

    private void check(boolean holds, String expected) {
        if (!holds) {
            throw failure("expected task '%s' %s, but %s", outcome().taskId(), expected, found());
        }
    }

    /** Checks that the task gave a result. */
    public OutcomeAssert isCompleted() {
        Objects.requireNonNull(result());
        return this;
    }

    /** Checks that the task gave a result of this text. */
    public OutcomeAssert isCompletedWith(String text) {
        check(result().text().equals(text), "to complete with the text '" + text + "'");
        return this;
    }

    /** Checks that the result changes exactly these files, in any order. */
    public OutcomeAssert hasChanged(String... files) {
        List<String> changed = result().files();
        if (!List.of(files).stream()
                .sorted()
                .toList()
                .equals(changed.stream().sorted().toList())) {
            throw failure(
                    "expected task '%s' to change %s, but it changed %s",
                    outcome().taskId(), List.of(files), changed);
        }
        return this;
    }

    /** Checks that the task failed with an error of this kind. */
    public OutcomeAssert isFailedWith(ErrorKind kind) {
        check(outcome() instanceof Outcome.Failed failed && failed.error().kind() == kind, "to fail with " + kind);
        return this;
    }

    /** Checks that the task failed with an error of this kind whose message contains this. */
    public OutcomeAssert isFailedWith(ErrorKind kind, String message) {
        isFailedWith(kind);
        check(
                outcome() instanceof Outcome.Failed failed
                        && failed.error().message().contains(message),
                "to fail with a message that contains '" + message + "'");
        return this;
    }

    /** Checks that the task was cancelled. */
    public OutcomeAssert isCancelled() {
        check(outcome().isCancelled(), "to be cancelled");
        return this;
    }

    /** Checks the number of attempts. */
    public OutcomeAssert hasAttempts(int number) {
        if (outcome().attempts() != number) {
            throw failure(
                    "expected task '%s' to have %d attempts, but it had %d",
                    outcome().taskId(), number, outcome().attempts());
        }
        return this;
    }

    /** Checks what all attempts cost together, in US dollars. */
    public OutcomeAssert hasCost(String dollars) {
        BigDecimal cost = outcome().usage().cost();
        if (cost.compareTo(new BigDecimal(dollars)) != 0) {
            throw failure(
                    "expected task '%s' to cost $%s, but it cost $%s", outcome().taskId(), dollars, cost);
        }
        return this;
    }
}
