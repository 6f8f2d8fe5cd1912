package io.codefleet.json;

import io.codefleet.AgentOptions;
import io.codefleet.Allowance;
import io.codefleet.Backoff;
import io.codefleet.Budget;
import io.codefleet.Concurrency;
import io.codefleet.ErrorKind;
import io.codefleet.Placement;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskContext;
import io.codefleet.TaskLimits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/** {@link Task} as JSON. */
public final class TaskJson {
    /** The version that is written. */
    public static final int VERSION = 1;

    private TaskJson() {}

    /** Returns the task as JSON; equal tasks give equal JSON. */
    public static JsonObject encode(Task task) {
        JsonObject json = new JsonObject()
                .put("v", VERSION)
                .put("id", task.id())
                .put("type", task.type())
                .put("prompt", task.prompt())
                .put("priority", task.priority());
        if (!task.requiredCapabilities().isEmpty()) {
            json.put("requires", new JsonArray(List.copyOf(task.requiredCapabilities())));
        }
        if (!task.context().equals(TaskContext.EMPTY)) {
            json.put("context", encode(task.context()));
        }
        if (task.placement() instanceof Placement.OnWorker onWorker) {
            json.put("worker", onWorker.workerId());
        } else if (task.placement() instanceof Placement.Spread spread) {
            json.put(
                    "spread",
                    new JsonObject()
                            .put("by", spread.by().code())
                            .put("graceMs", spread.grace().toMillis()));
        }
        json.put("limits", encode(task.limits()));
        task.retry().ifPresent(retry -> json.put("retry", encode(retry)));
        task.concurrency()
                .ifPresent(shared -> json.put(
                        "concurrency", new JsonObject().put("key", shared.key()).put("limit", shared.limit())));
        task.allowance().ifPresent(allowance -> json.put("allowance", encode(allowance)));
        if (!task.delay().isZero()) {
            json.put("delayMs", task.delay().toMillis());
        }
        task.parentId().ifPresent(parent -> json.put("parent", parent));
        if (!task.tags().isEmpty()) {
            json.put("tags", encode(task.tags()));
        }
        if (!task.headers().isEmpty()) {
            json.put("headers", encode(task.headers()));
        }
        return json;
    }

    /** Returns tags or headers as JSON. */
    static JsonObject encode(SortedMap<String, String> texts) {
        JsonObject json = new JsonObject();
        texts.forEach(json::put);
        return json;
    }

    private static JsonObject encode(TaskContext context) {
        JsonObject json = new JsonObject();
        context.project().ifPresent(project -> json.put("project", project));
        if (!context.files().isEmpty()) {
            json.put("files", new JsonArray(context.files()));
        }
        if (!context.previousTasks().isEmpty()) {
            json.put("previousTasks", new JsonArray(context.previousTasks()));
        }
        context.preferredModel().ifPresent(model -> json.put("preferredModel", model));
        if (!context.attributes().isEmpty()) {
            json.put("attributes", new JsonObject(context.attributes()));
        }
        if (!context.agent().equals(AgentOptions.DEFAULT)) {
            json.put("agent", AgentJson.encode(context.agent()));
        }
        return json;
    }

    private static JsonObject encode(Allowance allowance) {
        JsonObject json = new JsonObject().put("key", allowance.key());
        if (!allowance.perDay().equals(Budget.UNLIMITED)) {
            json.put("perDay", AgentJson.encode(allowance.perDay()));
        }
        if (!allowance.total().equals(Budget.UNLIMITED)) {
            json.put("total", AgentJson.encode(allowance.total()));
        }
        return json;
    }

    private static JsonObject encode(TaskLimits limits) {
        return new JsonObject()
                .put("queueTimeoutMs", limits.queueTimeout().toMillis())
                .put("attemptTimeoutMs", limits.attemptTimeout().toMillis())
                .put("deadlineMs", limits.deadline().toMillis());
    }

    private static JsonObject encode(RetryPolicy retry) {
        JsonArray on = new JsonArray();
        retry.retryOnCodes().forEach(on::add);
        return new JsonObject()
                .put("maxAttempts", retry.maxAttempts())
                .put("backoff", encode(retry.backoff()))
                .put("on", on);
    }

    private static JsonObject encode(Backoff backoff) {
        return new JsonObject()
                .put("growth", backoff.growth().code())
                .put("initialDelayMs", backoff.initialDelay().toMillis())
                .put("maxDelayMs", backoff.maxDelay().toMillis())
                .put("jitter", backoff.jitter());
    }

    /**
     * Reads a task.
     *
     * @param what what is read, for the message of an error
     * @throws io.codefleet.error.MalformedDataException if it is not JSON, or a field is wrong
     */
    public static Task decode(String what, Buffer json) {
        return decode(what, JsonFields.parse(what, json));
    }

    /**
     * Reads a task.
     *
     * @param what what is read, for the message of an error
     * @throws io.codefleet.error.MalformedDataException if a field is wrong
     */
    public static Task decode(String what, JsonObject json) {
        return decode(JsonFields.of(what, json));
    }

    /** Reads a task that is a part of what is read. */
    static Task decode(JsonFields fields) {
        return JsonFields.valid(
                fields.what(),
                () -> Task.builder(fields.text("prompt"))
                        .id(fields.text("id"))
                        .type(fields.text("type", Task.DEFAULT_TYPE))
                        .context(fields.object("context", TaskJson::context, TaskContext.EMPTY))
                        .priority(fields.integer("priority", Task.DEFAULT_PRIORITY))
                        .requiredCapabilities(fields.names("requires"))
                        .placement(placement(fields))
                        .limits(fields.object("limits", TaskJson::limits, TaskLimits.DEFAULT))
                        .retry(fields.optionalObject("retry")
                                .map(TaskJson::retry)
                                .orElse(null))
                        .concurrency(fields.optionalObject("concurrency")
                                .map(TaskJson::concurrency)
                                .orElse(null))
                        .allowance(fields.optionalObject("allowance")
                                .map(TaskJson::allowance)
                                .orElse(null))
                        .delay(fields.duration("delayMs", Duration.ZERO))
                        .parentId(fields.optionalText("parent").orElse(null))
                        .tags(fields.namedTexts("tags"))
                        .headers(fields.namedTexts("headers"))
                        .build());
    }

    private static TaskContext context(JsonFields fields) {
        return TaskContext.builder()
                .project(fields.optionalText("project").orElse(null))
                .files(fields.texts("files"))
                .previousTasks(fields.texts("previousTasks"))
                .preferredModel(fields.optionalText("preferredModel").orElse(null))
                .attributes(fields.values("attributes"))
                .agent(fields.object("agent", AgentJson::decode, AgentOptions.DEFAULT))
                .build();
    }

    private static TaskLimits limits(JsonFields fields) {
        TaskLimits limits = new TaskLimits(
                fields.duration("queueTimeoutMs", TaskLimits.DEFAULT.queueTimeout()),
                fields.duration("attemptTimeoutMs", TaskLimits.DEFAULT.attemptTimeout()),
                fields.duration("deadlineMs", TaskLimits.DEFAULT.deadline()));
        // Most tasks have these; a broker keeps many.
        return limits.equals(TaskLimits.DEFAULT) ? TaskLimits.DEFAULT : limits;
    }

    private static Placement placement(JsonFields fields) {
        Placement spread = fields.object("spread", TaskJson::spread, Placement.anywhere());
        return fields.optionalText("worker").map(Placement::worker).orElse(spread);
    }

    private static Placement spread(JsonFields fields) {
        return new Placement.Spread(
                fields.constant("by", Placement.Spread.By.class, Placement.Spread.By.TURNS),
                fields.duration("graceMs", Placement.Spread.DEFAULT_GRACE));
    }

    private static Concurrency concurrency(JsonFields fields) {
        return new Concurrency(fields.text("key"), fields.integer("limit", 1));
    }

    private static Allowance allowance(JsonFields fields) {
        return new Allowance(
                fields.text("key"),
                fields.object("perDay", AgentJson::budget, Budget.UNLIMITED),
                fields.object("total", AgentJson::budget, Budget.UNLIMITED));
    }

    private static RetryPolicy retry(JsonFields fields) {
        return new RetryPolicy(
                fields.integer("maxAttempts", RetryPolicy.DEFAULT.maxAttempts()),
                fields.object("backoff", TaskJson::backoff, RetryPolicy.DEFAULT.backoff()),
                fields.constants("on", ErrorKind.class, RetryPolicy.DEFAULT.retryOn()));
    }

    private static Backoff backoff(JsonFields fields) {
        return new Backoff(
                fields.constant("growth", Backoff.Growth.class, Backoff.DEFAULT.growth()),
                fields.duration("initialDelayMs", Backoff.DEFAULT.initialDelay()),
                fields.duration("maxDelayMs", Backoff.DEFAULT.maxDelay()),
                fields.decimal("jitter", Backoff.DEFAULT.jitter()));
    }
}
