package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One prompt with all that a worker needs to run it. Immutable; each method that takes an argument returns a changed copy.
 *
 * <p>A value of this type is one task: it has its id from the start, and submitting it twice is submitting one task. So a
 * submit whose answer was lost can be sent again. For another task with the same content, give it another {@link #id(String)
 * id} or call {@link #withNewId()}.
 *
 * <pre>{@code
 * Task.of("Explain Foo.java").project("https://git.internal/shop.git").priority(8).requires("code-review")
 * }</pre>
 */
@CheckReturnValue
public final class Task {
    /** The longest id of a task, in characters. */
    public static final int MAX_ID_LENGTH = Check.MAX_ID_LENGTH;

    /** The type of a task that names none. */
    public static final String DEFAULT_TYPE = "general";

    /** The priority of a task that names none. */
    public static final int DEFAULT_PRIORITY = 5;

    /** The highest priority. */
    public static final int MAX_PRIORITY = 100;

    /** How much waiting one step of priority outweighs. */
    public static final Duration AGE_PER_PRIORITY = Duration.ofMinutes(1);

    private final String id;
    private final String type;
    private final String prompt;
    private final TaskContext context;
    private final int priority;
    private final SortedSet<String> requiredCapabilities;
    private final Placement placement;
    private final TaskLimits limits;
    private final Optional<RetryPolicy> retry;
    private final Optional<Concurrency> concurrency;
    private final Optional<Allowance> allowance;
    private final Duration delay;
    private final Optional<String> parentId;
    private final SortedMap<String, String> tags;
    private final SortedMap<String, String> headers;

    Task(TaskBuilder builder) {
        this.id = builder.id == null ? UUID.randomUUID().toString() : builder.id;
        this.type = builder.type;
        this.prompt = builder.prompt;
        this.context = builder.context;
        this.priority = builder.priority;
        this.requiredCapabilities = Check.names("requiredCapabilities", builder.requiredCapabilities);
        this.placement = builder.placement;
        this.limits = builder.limits;
        this.retry = Optional.ofNullable(builder.retry);
        this.concurrency = Optional.ofNullable(builder.concurrency);
        this.allowance = Optional.ofNullable(builder.allowance);
        this.delay = builder.delay;
        this.parentId = Optional.ofNullable(builder.parentId);
        this.tags = TaskTags.check("tags", builder.tags);
        this.headers = TaskHeaders.check("headers", builder.headers);
        TaskChecks.check(this);
    }

    /** Returns a builder with the defaults for all but this. */
    public static TaskBuilder builder(String prompt) {
        return new TaskBuilder(prompt);
    }

    /** Returns a builder with the components of this one. */
    public TaskBuilder toBuilder() {
        return new TaskBuilder(this);
    }

    /** Returns its name, unique in the namespace; default random. */
    public String id() {
        return id;
    }

    /** Returns which handler runs it; default {@value #DEFAULT_TYPE}. */
    public String type() {
        return type;
    }

    /** Returns what is asked; not blank. */
    public String prompt() {
        return prompt;
    }

    /** Returns what it is about. */
    public TaskContext context() {
        return context;
    }

    /**
     * Returns from 0 to 100, higher goes first; default 5. Each step outweighs one minute of waiting, so that none
     * waits for ever.
     */
    public int priority() {
        return priority;
    }

    /** Returns what a worker must offer to take it. */
    public SortedSet<String> requiredCapabilities() {
        return requiredCapabilities;
    }

    /** Returns which worker may take it. */
    public Placement placement() {
        return placement;
    }

    /** Returns the ends of its waits. */
    public TaskLimits limits() {
        return limits;
    }

    /** Returns whether and when a failed attempt is followed by another; absent: as the worker that runs it does. */
    public Optional<RetryPolicy> retry() {
        return retry;
    }

    /** Returns how many tasks of the same key run at once; absent: as many as there are workers for. */
    public Optional<Concurrency> concurrency() {
        return concurrency;
    }

    /** Returns what all tasks of the same key may consume together; absent: it is not counted. */
    public Optional<Allowance> allowance() {
        return allowance;
    }

    /** Returns how long after the submit it may start at the earliest; default zero. */
    public Duration delay() {
        return delay;
    }

    /** Returns the task that this one is a part of; cancelling the parent cancels this one. */
    public Optional<String> parentId() {
        return parentId;
    }

    /**
     * Returns labels to find it by, each a key and a value, in the order of the keys; at most {@value
     * TaskTags#MAX_TAGS}, in the form of {@link TaskTags}. Unmodifiable. Brokers must see them, so they are not
     * encrypted.
     */
    public SortedMap<String, String> tags() {
        return tags;
    }

    /**
     * Returns what travels with it to its worker, such as the context of a trace, in the order of the names; at most {@value
     * TaskHeaders#MAX_HEADERS}, in the form of {@link TaskHeaders}. Unmodifiable. They say how the task came, not what it is: the
     * same task with other headers is the same task, and keeps the headers of its first submit. The agent does not see them.
     */
    public SortedMap<String, String> headers() {
        return headers;
    }

    /**
     * Creates a task with a random id and defaults for all but its prompt.
     *
     * @throws io.codefleet.error.InvalidInputException if the prompt is blank
     */
    public static Task of(String prompt) {
        return builder(prompt).build();
    }

    /** Returns the same content under a new random id: another task. */
    public Task withNewId() {
        return id(UUID.randomUUID().toString());
    }

    /** Returns a copy with a content id and no salt: {@link #contentId(String) contentId("")}. */
    public Task contentId() {
        return contentId("");
    }

    /**
     * Returns a copy whose id is derived from its content, so that equal content is one task, no matter which client submits
     * it and how often. While the task runs, all of them wait for it. Afterwards each gets its outcome at once and without
     * cost, until its retention ends ({@link StorageLimits#retention()}, by default one day after its end; {@link
     * CodefleetClient#purge} ends it earlier).
     *
     * <p>The content is every component but the id and the headers: prompt, type, context with all its attributes, priority,
     * requirements, placement, concurrency key, limits, retry policy, delay, parent, allowance, tags. The order of an attribute's keys is not, the order of files is. What the
     * task does not name is not content: an answer from the cache knows nothing of files that have changed since. Name
     * such a state in the salt, or in an attribute.
     *
     * <p>A failure is an outcome too: {@link CodefleetClient#submitTask} answers with it for as long as the dead letter is kept
     * ({@link StorageLimits#deadLetterRetention()}). {@link CodefleetClient#submitOrReplay} runs the content again in that case.
     *
     * @param salt distinguishes this use of the content from others, such as a commit or the epoch of a cache; a different
     *     salt gives a different task; empty for none
     */
    public Task contentId(String salt) {
        return id(ContentId.of(this, salt));
    }

    /** Returns a copy with this id; letters, digits and {@code . _ ~ @ / # = + , -}, at most 200 characters. */
    public Task id(String value) {
        return toBuilder().id(value).build();
    }

    /** Returns a copy of this type. */
    public Task type(String value) {
        return toBuilder().type(value).build();
    }

    /** Returns a copy with this prompt. */
    public Task prompt(String value) {
        return toBuilder().prompt(value).build();
    }

    /** Returns a copy with this context. */
    public Task context(TaskContext value) {
        return toBuilder().context(value).build();
    }

    /** Returns a copy about this project, a folder on the worker or a Git URL. */
    public Task project(String value) {
        return context(context.project(value));
    }

    /** Returns a copy about these files of the project. */
    public Task files(List<String> value) {
        return context(context.files(value));
    }

    /** Returns a copy that continues the conversation of these tasks. */
    public Task previousTasks(List<String> value) {
        return context(context.previousTasks(value));
    }

    /** Returns a copy that asks for this model, as {@code provider/name}. */
    public Task preferredModel(String value) {
        return context(context.preferredModel(value));
    }

    /** Returns a copy with one more attribute, a JSON value. */
    public Task attribute(String key, Object value) {
        return context(context.attribute(key, value));
    }

    /** Returns a copy that asks this of the agent. */
    public Task agent(AgentOptions value) {
        return context(context.agent(value));
    }

    /**
     * Returns a copy that tries these models one after another, as {@code provider/name}, after the preferred one if it names one.
     */
    public Task models(String... value) {
        return agent(context.agent().models(value));
    }

    /** Returns a copy whose answer must be JSON of this schema; see {@link OutputSchema}. */
    public Task output(Map<String, ?> schema) {
        return agent(context.agent().output(OutputSchema.of(schema)));
    }

    /** Returns a copy whose result brings these files along; see {@link ArtifactSelection}. */
    public Task artifacts(String... globs) {
        return agent(context.agent().artifacts(ArtifactSelection.of(globs)));
    }

    /** Returns a copy each of whose attempts may consume so much; see {@link AgentOptions#budget()}. */
    public Task budget(Budget value) {
        return agent(context.agent().budget(value));
    }

    /** Returns a copy with this priority, from 0 to 100. */
    public Task priority(int value) {
        return toBuilder().priority(value).build();
    }

    /** Returns a copy that requires exactly these capabilities. */
    public Task requires(String... capabilities) {
        return requires(Arrays.asList(capabilities));
    }

    /** Returns a copy that requires exactly these capabilities. */
    public Task requires(Collection<String> capabilities) {
        return toBuilder()
                .requiredCapabilities(Check.names("requiredCapabilities", capabilities))
                .build();
    }

    /** Returns a copy with this placement. */
    public Task placement(Placement value) {
        return toBuilder().placement(value).build();
    }

    /** Returns a copy with these limits. */
    public Task limits(TaskLimits value) {
        return toBuilder().limits(value).build();
    }

    /** Returns a copy with this retry policy, whatever that of the worker that runs it. */
    public Task retry(RetryPolicy value) {
        return toBuilder().retry(value).build();
    }

    /** Returns a copy with this many attempts, and with {@link RetryPolicy#DEFAULT} for the rest if it had no policy. */
    public Task maxAttempts(int value) {
        return retry(retry.orElse(RetryPolicy.DEFAULT).maxAttempts(value));
    }

    /** Returns a copy that runs only while fewer than {@code limit} tasks of this key do; see {@link Concurrency}. */
    public Task concurrency(String key, int limit) {
        return toBuilder().concurrency(new Concurrency(key, limit)).build();
    }

    /** Returns a copy that is paid for out of this allowance, together with all other tasks of its key. */
    public Task allowance(Allowance value) {
        return toBuilder().allowance(value).build();
    }

    /**
     * Returns a copy that starts this long after the submit at the earliest. A submit is refused unless that is before the
     * end of its {@link TaskLimits#deadline()}.
     */
    public Task delay(Duration value) {
        return toBuilder().delay(value).build();
    }

    /** Returns a copy that is a part of this task. */
    public Task parent(String value) {
        return toBuilder().parentId(value).build();
    }

    /** Returns a copy with exactly these tags. */
    public Task tags(Map<String, String> value) {
        return toBuilder().tags(TaskTags.check("tags", value)).build();
    }

    /** Returns a copy with this tag, in place of one with the same key. */
    public Task tag(String key, String value) {
        return tags(NamedTexts.with(tags, key, value));
    }

    /** Returns a copy with exactly these headers. */
    public Task headers(Map<String, String> value) {
        return toBuilder().headers(value).build();
    }

    /** Returns a copy with this header, in place of one with the same name. */
    public Task header(String name, String value) {
        return headers(NamedTexts.with(headers, name, value));
    }

    /**
     * Returns a copy with those of these headers whose names it has not, and with the {@linkplain TaskHeaders#isReserved reserved}
     * ones in place of its own. The context of a trace ({@link TaskHeaders#TRACEPARENT}, {@link TaskHeaders#TRACESTATE}, {@link
     * TaskHeaders#BAGGAGE}) is left out if it does not fit.
     *
     * @throws io.codefleet.error.InvalidInputException if the others do not fit
     */
    public Task inheritHeaders(Map<String, String> inherited) {
        return TaskHeaders.inherit(this, inherited);
    }

    /** Returns whether submitting both is submitting one task: they are equal in all but their headers. */
    public boolean isSameTask(Task other) {
        return equals(other) || (id.equals(other.id) && headers(other.headers).equals(other));
    }

    /** Returns its id, type and priority; never its prompt, which may be secret. */
    @Override
    public String toString() {
        return "Task[id=" + id + ", type=" + type + ", priority=" + priority + ", requires=" + requiredCapabilities
                + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof Task that && TaskChecks.components(this).equals(TaskChecks.components(that)));
    }

    @Override
    public int hashCode() {
        return TaskChecks.components(this).hashCode();
    }
}
