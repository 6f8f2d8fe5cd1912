package io.codefleet;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Under which names, and in which order, the components of a task are a part of its content. Both are frozen: ids that users
 * keep follow from them. A component that is added goes to the end of its list, under a name that was never used there.
 */
final class ContentFields {
    private ContentFields() {}

    /**
     * A value that consists of others.
     *
     * @param name its frozen name
     * @param fields its components, in their frozen order
     */
    record Composite(String name, List<Field> fields) {}

    /**
     * A component.
     *
     * @param name its frozen name
     * @param value what it is
     */
    record Field(String name, Object value) {}

    private static Field field(String name, Object value) {
        return new Field(name, value);
    }

    private static Optional<Composite> composite(String name, Field... fields) {
        return Optional.of(new Composite(name, List.of(fields)));
    }

    /** Returns the components of a value; absent if it has none. */
    static Optional<Composite> of(Object value) {
        if (value instanceof Task task) {
            return of(task);
        }
        if (value instanceof TaskContext context) {
            return of(context);
        }
        if (value instanceof AgentOptions options) {
            return of(options);
        }
        if (value instanceof RetryPolicy retry) {
            return composite(
                    "RetryPolicy",
                    field("maxAttempts", retry.maxAttempts()),
                    field("backoff", retry.backoff()),
                    field("retryOn", retry.retryOnCodes()));
        }
        if (value instanceof Backoff backoff) {
            return composite(
                    "Backoff",
                    field("growth", backoff.growth()),
                    field("initialDelay", backoff.initialDelay()),
                    field("maxDelay", backoff.maxDelay()),
                    field("jitter", backoff.jitter()));
        }
        return ofLimit(value).or(() -> ofPlacement(value)).or(() -> ofOutput(value));
    }

    /** Returns the parts of a task's content: all but the headers, as the same content is the same task in every trace. */
    private static Optional<Composite> of(Task task) {
        return composite(
                "Task",
                field("id", task.id()),
                field("type", task.type()),
                field("prompt", task.prompt()),
                field("context", task.context()),
                field("priority", task.priority()),
                field("requiredCapabilities", task.requiredCapabilities()),
                field("placement", task.placement()),
                field("limits", task.limits()),
                field("retry", task.retry()),
                field("concurrency", task.concurrency()),
                field("allowance", task.allowance()),
                field("delay", task.delay()),
                field("parentId", task.parentId()),
                field("tags", task.tags()));
    }

    private static Optional<Composite> of(TaskContext context) {
        return composite(
                "TaskContext",
                field("project", context.project()),
                field("files", context.files()),
                field("previousTasks", context.previousTasks()),
                field("preferredModel", context.preferredModel()),
                field("attributes", context.attributes()),
                field("agent", context.agent()));
    }

    private static Optional<Composite> of(AgentOptions options) {
        return composite(
                "AgentOptions",
                field("name", options.name()),
                field("models", options.models()),
                field("variant", options.variant()),
                field("systemPrompt", options.systemPrompt()),
                field("tools", options.tools()),
                field("output", options.output()),
                field("artifacts", options.artifacts()),
                field("budget", options.budget()),
                field("maxSteps", options.maxSteps()));
    }

    private static Optional<Composite> ofLimit(Object value) {
        if (value instanceof TaskLimits limits) {
            return composite(
                    "TaskLimits",
                    field("queueTimeout", limits.queueTimeout()),
                    field("attemptTimeout", limits.attemptTimeout()),
                    field("deadline", limits.deadline()));
        }
        if (value instanceof Concurrency concurrency) {
            return composite("Concurrency", field("key", concurrency.key()), field("limit", concurrency.limit()));
        }
        if (value instanceof Allowance allowance) {
            return composite(
                    "Allowance",
                    field("key", allowance.key()),
                    field("perDay", allowance.perDay()),
                    field("total", allowance.total()));
        }
        if (value instanceof Budget budget) {
            return composite("Budget", field("maxCost", budget.maxCost()), field("maxTokens", budget.maxTokens()));
        }
        return Optional.empty();
    }

    private static Optional<Composite> ofPlacement(Object value) {
        if (value instanceof Placement.OnWorker onWorker) {
            return composite("OnWorker", field("workerId", onWorker.workerId()));
        }
        if (value instanceof Placement.Spread spread) {
            return composite("Spread", field("by", spread.by()), field("grace", spread.grace()));
        }
        return Optional.empty();
    }

    private static Optional<Composite> ofOutput(Object value) {
        if (value instanceof OutputSchema output) {
            return composite(
                    "OutputSchema",
                    field("schema", output.schema()),
                    field("maxRepairs", output.maxRepairs()),
                    field("nextModel", output.nextModel()));
        }
        if (value instanceof ArtifactSelection artifacts) {
            return composite(
                    "ArtifactSelection", field("globs", artifacts.globs()), field("maxBytes", artifacts.maxBytes()));
        }
        return Optional.empty();
    }

    /**
     * Returns the text of a value without components.
     *
     * @throws IllegalStateException if nothing says how it is written: {@code toString} must not become a part of an id
     */
    static String text(Object value) {
        if (value instanceof Coded coded) {
            return coded.code();
        }
        if (value == Placement.anywhere()) {
            return "INSTANCE";
        }
        if (value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Duration) {
            return value.toString();
        }
        throw new IllegalStateException("a part of a task without a frozen form: " + value.getClass());
    }
}
