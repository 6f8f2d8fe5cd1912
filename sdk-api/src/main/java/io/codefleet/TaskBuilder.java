package io.codefleet;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/** The components of a {@link Task} while a copy with one change is made. */
final class TaskBuilder {
    String id;
    String type;
    String prompt;
    TaskContext context;
    int priority;
    SortedSet<String> requiredCapabilities;
    Placement placement;
    TaskLimits limits;
    Optional<RetryPolicy> retry;
    Optional<Concurrency> concurrency;
    Optional<Allowance> allowance;
    Duration delay;
    Optional<String> parentId;
    SortedMap<String, String> tags;

    TaskBuilder(String prompt, String id) {
        this.id = id;
        this.type = Task.DEFAULT_TYPE;
        this.prompt = prompt;
        this.context = TaskContext.EMPTY;
        this.priority = Task.DEFAULT_PRIORITY;
        this.requiredCapabilities = Collections.emptySortedSet();
        this.placement = Placement.anywhere();
        this.limits = TaskLimits.DEFAULT;
        this.retry = Optional.empty();
        this.concurrency = Optional.empty();
        this.allowance = Optional.empty();
        this.delay = Duration.ZERO;
        this.parentId = Optional.empty();
        this.tags = Collections.emptySortedMap();
    }

    TaskBuilder(Task task) {
        this.id = task.id();
        this.type = task.type();
        this.prompt = task.prompt();
        this.context = task.context();
        this.priority = task.priority();
        this.requiredCapabilities = task.requiredCapabilities();
        this.placement = task.placement();
        this.limits = task.limits();
        this.retry = task.retry();
        this.concurrency = task.concurrency();
        this.allowance = task.allowance();
        this.delay = task.delay();
        this.parentId = task.parentId();
        this.tags = task.tags();
    }

    Task build() {
        return new Task(
                id,
                type,
                prompt,
                context,
                priority,
                requiredCapabilities,
                placement,
                limits,
                retry,
                concurrency,
                allowance,
                delay,
                parentId,
                tags);
    }
}
