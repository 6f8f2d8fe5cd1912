package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a {@link Task}; each setter is named as the component that it sets, and null clears an optional one. */
@CanIgnoreReturnValue
public final class TaskBuilder {
    @Nullable
    String id;

    String type = Task.DEFAULT_TYPE;
    String prompt;
    TaskContext context = TaskContext.EMPTY;
    int priority = Task.DEFAULT_PRIORITY;
    Collection<String> requiredCapabilities = Collections.emptySortedSet();
    Placement placement = Placement.anywhere();
    TaskLimits limits = TaskLimits.DEFAULT;

    @Nullable
    RetryPolicy retry;

    @Nullable
    Concurrency concurrency;

    @Nullable
    Allowance allowance;

    Duration delay = Duration.ZERO;

    @Nullable
    String parentId;

    Map<String, String> tags = Collections.emptySortedMap();
    Map<String, String> headers = Collections.emptySortedMap();

    TaskBuilder(String prompt) {
        this.prompt = prompt;
    }

    TaskBuilder(Task from) {
        id = from.id();
        type = from.type();
        prompt = from.prompt();
        context = from.context();
        priority = from.priority();
        requiredCapabilities = from.requiredCapabilities();
        placement = from.placement();
        limits = from.limits();
        retry = from.retry().orElse(null);
        concurrency = from.concurrency().orElse(null);
        allowance = from.allowance().orElse(null);
        delay = from.delay();
        parentId = from.parentId().orElse(null);
        tags = from.tags();
        headers = from.headers();
    }

    public TaskBuilder id(String value) {
        id = value;
        return this;
    }

    public TaskBuilder type(String value) {
        type = value;
        return this;
    }

    public TaskBuilder prompt(String value) {
        prompt = value;
        return this;
    }

    public TaskBuilder context(TaskContext value) {
        context = value;
        return this;
    }

    public TaskBuilder priority(int value) {
        priority = value;
        return this;
    }

    public TaskBuilder requiredCapabilities(Collection<String> value) {
        requiredCapabilities = value;
        return this;
    }

    public TaskBuilder placement(Placement value) {
        placement = value;
        return this;
    }

    public TaskBuilder limits(TaskLimits value) {
        limits = value;
        return this;
    }

    public TaskBuilder retry(@Nullable RetryPolicy value) {
        retry = value;
        return this;
    }

    public TaskBuilder concurrency(@Nullable Concurrency value) {
        concurrency = value;
        return this;
    }

    public TaskBuilder allowance(@Nullable Allowance value) {
        allowance = value;
        return this;
    }

    public TaskBuilder delay(Duration value) {
        delay = value;
        return this;
    }

    public TaskBuilder parentId(@Nullable String value) {
        parentId = value;
        return this;
    }

    public TaskBuilder tags(Map<String, String> value) {
        tags = value;
        return this;
    }

    public TaskBuilder headers(Map<String, String> value) {
        headers = value;
        return this;
    }

    /**
     * Returns the value.
     *
     * @throws io.codefleet.error.InvalidInputException if a component is out of its range; it names the
     *     component
     */
    @CheckReturnValue
    public Task build() {
        return new Task(this);
    }
}
