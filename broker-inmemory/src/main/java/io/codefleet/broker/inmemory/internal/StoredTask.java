package io.codefleet.broker.inmemory.internal;

import io.codefleet.AttemptInfo;
import io.codefleet.Checkpoint;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLabels;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.Usage;
import io.codefleet.broker.CancelReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One task as it is stored. Times are microseconds since 1970 by the broker's clock. Guarded by the store's lock. */
final class StoredTask {
    /** No such time. */
    static final long NEVER = Long.MAX_VALUE;

    private static final String NO_PROMPT = "-";

    /** Without its prompt, if that is outside the heap: {@link #content} has it. */
    final Task task;

    private final TextArena.@Nullable ArenaText prompt;
    final String submitter;
    /** Strictly increasing from submit to submit. */
    final long submitted;
    /** Its place in its lane: the time of its submit, moved to the front by its priority. */
    final long rank;

    final LaneQueue lane;
    final long deadline;
    /** One of them by far the most often; a task outlives them by its retention, so it must cost little. */
    private List<Follower> followers = List.of();

    TaskStatus status = TaskStatus.QUEUED;
    int attempt;
    int failures;
    /** The fencing token of the current lease, or of the last one. */
    long token;
    /** The token of the last report that was accepted: the same report sent again gets the same answer. */
    long reportedToken = -1;

    @Nullable
    String workerId;

    long started = NEVER;
    long finished = NEVER;
    long due = NEVER;
    long queueDeadline;
    /** Where it is queued, if it is: its own lane, or that of a worker chosen for it. */
    LaneQueue queuedIn;
    /** When it goes from the lane of the chosen worker to its own. */
    long sharedAt = NEVER;

    long attemptDeadline = NEVER;
    long leaseEnd = NEVER;
    int leaseMillis;
    long keptUntil = NEVER;
    /** The time at which {@link DueTaskQueue} looks at it. */
    long nextDue = NEVER;

    @Nullable
    CancelReason cancelReason;

    @Nullable
    Outcome outcome;

    @Nullable
    Progress progress;

    /** Gone with the outcome. */
    @Nullable
    Checkpoint checkpoint;

    /** What its ended attempts consumed, but for one that gave the result. */
    Usage used = Usage.NONE;

    private @Nullable List<AttemptInfo> history;

    /**
     * Creates a task that waits for nothing yet.
     *
     * @param texts where its prompt goes; null to leave it in the heap
     */
    StoredTask(Task content, String submitter, long submitted, LaneQueue lane, @Nullable TextArena texts) {
        if (texts == null || content.prompt().length() < TextArena.MIN_LENGTH) {
            this.prompt = null;
            this.task = content;
        } else {
            this.prompt = texts.put(content.prompt());
            this.task = content.toBuilder().prompt(NO_PROMPT).build();
        }
        this.submitter = submitter;
        this.submitted = submitted;
        this.rank = submitted - task.priority() * micros(Task.AGE_PER_PRIORITY);
        this.lane = lane;
        this.queuedIn = lane;
        this.queueDeadline =
                submitted + micros(task.delay()) + micros(task.limits().queueTimeout());
        this.deadline = submitted + micros(task.limits().deadline());
    }

    /** Returns the task as it was submitted. */
    Task content() {
        return prompt == null ? task : task.toBuilder().prompt(prompt.value()).build();
    }

    /** Frees what it has outside the heap; it has no content any more. */
    void free() {
        if (prompt != null) {
            prompt.free();
        }
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1000L);
    }

    private static Optional<Instant> optionalInstant(long micros) {
        return micros == NEVER ? Optional.empty() : Optional.of(instant(micros));
    }

    /**
     * Returns when the task must have left the queue: by its queue timeout until its first attempt, by its deadline in any
     * case.
     */
    long queueEnd() {
        return attempt == 0 ? Math.min(queueDeadline, deadline) : deadline;
    }

    boolean isRunningUnder(long askedToken) {
        return status == TaskStatus.RUNNING && token == askedToken;
    }

    void follow(Follower follower) {
        if (!followers.contains(follower)) {
            List<Follower> more = new ArrayList<>(followers);
            more.add(follower);
            followers = List.copyOf(more);
        }
    }

    void unfollow(Follower follower) {
        if (followers.contains(follower)) {
            followers = followers.stream().filter(each -> each != follower).toList();
        }
    }

    /** Returns the followers of the task and removes them. */
    List<Follower> takeFollowers() {
        List<Follower> taken = followers;
        followers = List.of();
        return taken;
    }

    List<AttemptInfo> history() {
        return history == null ? List.of() : history;
    }

    /** Records an attempt unless it is recorded already, or was recorded and then removed. */
    void recordOnce(AttemptInfo ended) {
        if (history().isEmpty() || history().get(history().size() - 1).attempt() < ended.attempt()) {
            record(ended);
        }
    }

    void record(AttemptInfo ended) {
        if (history == null) {
            history = new ArrayList<>(1);
        }
        if (history.size() == TaskInfo.MAX_HISTORY) {
            history.remove(0);
        }
        history.add(ended);
    }

    /** Creates the labels of the task. It does so on demand, as most tasks are never listed. */
    private TaskLabels labels() {
        return TaskLabels.of(task, submitter);
    }

    boolean hasLabels(TaskQuery query) {
        return (query.tags().isEmpty() && query.submitter().isEmpty()) || labels().matches(query);
    }

    StoredTaskFields fields(ConcurrencyPermits permits) {
        boolean isQueued = status == TaskStatus.QUEUED;
        return new StoredTaskFields(
                task.id(),
                status,
                attempt,
                failures,
                token,
                reportedToken,
                Optional.ofNullable(workerId),
                started,
                finished,
                due,
                isQueued && queuedIn != lane ? queuedIn.key.workerId() : Optional.empty(),
                sharedAt,
                isQueued && permits.holds(this),
                attemptDeadline,
                leaseEnd,
                leaseMillis,
                keptUntil,
                Optional.ofNullable(cancelReason),
                used);
    }

    /** Sets all small fields, but not where it waits. */
    void put(StoredTaskFields fields) {
        status = fields.status();
        attempt = fields.attempt();
        failures = fields.failures();
        token = fields.token();
        reportedToken = fields.reportedToken();
        workerId = fields.workerId().orElse(null);
        started = fields.started();
        finished = fields.finished();
        due = fields.due();
        sharedAt = fields.sharedAt();
        attemptDeadline = fields.attemptDeadline();
        leaseEnd = fields.leaseEnd();
        leaseMillis = fields.leaseMillis();
        keptUntil = fields.keptUntil();
        cancelReason = fields.cancelReason().orElse(null);
        used = fields.used();
        if (status.isTerminal()) {
            checkpoint = null;
        }
    }

    TaskSummary summary() {
        return TaskSummary.builder(task.id(), task.type(), status, instant(submitted))
                .priority(task.priority())
                .requiredCapabilities(task.requiredCapabilities())
                .attempt(attempt)
                .failures(failures)
                .workerId(workerId)
                .startedAt(optionalInstant(started).orElse(null))
                .finishedAt(optionalInstant(finished).orElse(null))
                .dueAt(status == TaskStatus.DELAYED ? optionalInstant(due).orElse(null) : null)
                .parentId(task.parentId().orElse(null))
                .cancelRequested(cancelReason != null && !status.isTerminal())
                .labels(labels())
                .cost((outcome == null ? used : outcome.usage()).cost())
                .build();
    }

    TaskInfo info() {
        List<AttemptInfo> all = new ArrayList<>(history());
        lastAttempt().ifPresent(all::add);
        return TaskInfo.builder(summary(), content())
                .outcome(outcome)
                .progress(progress)
                .history(all)
                .build();
    }

    /** Returns the attempt that runs or gave the result. The task's own fields describe it; the history does not have it. */
    private Optional<AttemptInfo> lastAttempt() {
        boolean runs = status == TaskStatus.RUNNING;
        Usage usage = outcome instanceof Outcome.Completed completed
                ? completed.result().usage()
                : Usage.NONE;
        if (workerId == null || !(runs || status == TaskStatus.COMPLETED)) {
            return Optional.empty();
        }
        return Optional.of(AttemptInfo.builder(attempt, workerId, instant(started))
                .endedAt(optionalInstant(finished).orElse(null))
                .end(runs ? null : AttemptInfo.End.COMPLETED)
                .usage(usage)
                .build());
    }
}
