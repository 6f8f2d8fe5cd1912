package io.codefleet.internal.client;

import io.codefleet.CancelResult;
import io.codefleet.EventStream;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.error.TaskNotFoundException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A handle is a task's id and what its client needs to look after it. */
final class ClientTaskHandle implements TaskHandle {
    private final TaskAccess access;
    private final String id;
    private final boolean submitted;
    private final @Nullable Outcome known;
    private volatile @Nullable Future<Outcome> asked;

    /**
     * Creates a handle.
     *
     * @param submitted whether this handle is the one that its client got for submitting the task
     */
    ClientTaskHandle(TaskAccess access, String id, boolean submitted, @Nullable Outcome known) {
        this.access = access;
        this.id = id;
        this.submitted = submitted;
        this.known = known;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Future<Outcome> outcome() {
        if (known != null) {
            return Future.succeededFuture(known);
        }
        return submitted ? outcomeOfSubmitted() : access.outcomes().await(id);
    }

    @Override
    public Future<Optional<Outcome>> outcome(Duration limit) {
        return outcome(limit, Promise.promise().future());
    }

    @Override
    public Future<Optional<Outcome>> outcome(Duration limit, Future<?> until) {
        if (known != null) {
            return Future.succeededFuture(Optional.of(known));
        }
        Future<Outcome> first = asked;
        if (first != null && first.isComplete()) {
            return first.map(Optional::of);
        }
        return access.outcomes().await(id, limit, until).onSuccess(this::keep);
    }

    /** Keeps an outcome that came early, which is delivered once. */
    private synchronized void keep(Optional<Outcome> outcome) {
        if (asked == null && submitted && outcome.isPresent()) {
            asked = Future.succeededFuture(outcome.get());
        }
    }

    /**
     * Returns the one future that all callers wait for. The client does not keep an outcome that came before the first call
     * for a second wait.
     */
    private synchronized Future<Outcome> outcomeOfSubmitted() {
        Future<Outcome> first = asked;
        if (first == null) {
            first = access.outcomes().await(id);
            asked = first;
        }
        return first;
    }

    @Override
    public Future<TaskInfo> status() {
        return access.find(id).map(info -> info.orElseThrow(() -> new TaskNotFoundException(id)));
    }

    @Override
    public EventStream<Progress> progress() {
        return access.progress().open(this);
    }

    @Override
    public Future<CancelResult> cancel(String reason) {
        return access.cancel(id, reason);
    }

    @Override
    public String toString() {
        return "TaskHandle[" + id + "]";
    }
}
