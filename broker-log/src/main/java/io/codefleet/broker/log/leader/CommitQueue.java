package io.codefleet.broker.log.leader;

import io.codefleet.broker.inmemory.internal.StateChange;
import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.codec.ChangeForms;
import io.codefleet.broker.log.remote.LeaderSessions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends what the steps change, all that came while the last append was under way at once, and holds back what they say until it is
 * stored. A leader that may have been deposed without notice appends a record without content before it answers. When an append fails, all that waits fails, and nothing is appended any more. Lives on one context.
 */
final class CommitQueue implements LeaderSessions.ReplyGate, Executor {
    private final Context context;
    private final LogEnd end;
    private final Supplier<List<StateChange>> source;
    private final LeaderClock clock;
    private final Leadership right;
    private final long exclusiveNanos;
    private final Handler<Throwable> onFailure;
    private List<Held> waiting = new ArrayList<>();
    private boolean isScheduled;
    /** Whether an append or a look at the right to lead is under way. */
    private boolean isBusy;

    /** When the last append that counted began. */
    private long begun;

    @Nullable
    private Throwable failure;

    private record Held(Runnable stored, Consumer<Throwable> notStored) {}

    CommitQueue(
            Context context,
            LogEnd end,
            Supplier<List<StateChange>> source,
            LeaderClock clock,
            Leadership right,
            Handler<Throwable> onFailure) {
        this.context = context;
        this.end = end;
        this.begun = end.begun();
        this.source = source;
        this.clock = clock;
        this.right = right;
        this.exclusiveNanos = right.exclusiveFor().toNanos();
        this.onFailure = onFailure;
    }

    @Override
    public void hold(Runnable stored, Consumer<Throwable> notStored) {
        if (failure != null) {
            notStored.accept(failure);
            return;
        }
        waiting.add(new Held(stored, notStored));
        schedule();
    }

    /** Runs the notifications of a step to clients when the step is stored. */
    @Override
    public void execute(Runnable says) {
        hold(says, notStored -> {});
    }

    /** Completes when all that was done before is stored. */
    Future<Void> stored() {
        Promise<Void> promise = Promise.promise();
        hold(promise::complete, promise::fail);
        return promise.future();
    }

    private void schedule() {
        if (!isScheduled && !isBusy) {
            isScheduled = true;
            context.runOnContext(v -> flush());
        }
    }

    private void flush() {
        isScheduled = false;
        if (isBusy || failure != null) {
            return;
        }
        List<Held> batch = waiting;
        waiting = new ArrayList<>();
        isBusy = true;
        store().onComplete(done -> {
            isBusy = false;
            if (done.failed()) {
                fail(done.cause(), batch);
                return;
            }
            batch.forEach(held -> held.stored().run());
            if (!waiting.isEmpty()) {
                schedule();
            }
        });
    }

    /** Stores all changes. Any fault ends the leader: the changes are with it alone, and its successor has what was stored. */
    private Future<Void> store() {
        try {
            List<StateChange> changes = source.get();
            boolean isKnown = changes.isEmpty() && System.nanoTime() - begun < exclusiveNanos;
            return isKnown ? right.confirm() : append(changes);
        } catch (RuntimeException | OutOfMemoryError e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Void> append(List<StateChange> changes) {
        long beginning = System.nanoTime();
        List<Buffer> bodies = LogEnd.bodies(ChangeForms.encode(changes));
        return append(bodies, 0, clock.micros()).onSuccess(done -> begun = beginning);
    }

    private Future<Void> append(List<Buffer> bodies, int from, long time) {
        boolean isLast = from == bodies.size() - 1;
        LogRecord.Kind kind = isLast ? LogRecord.Kind.CHANGE : LogRecord.Kind.PIECE;
        return end.append(kind, time, bodies.get(from))
                .compose(done -> isLast ? Future.succeededFuture() : append(bodies, from + 1, time));
    }

    private void fail(Throwable cause, List<Held> batch) {
        stop(cause);
        batch.forEach(held -> held.notStored().accept(cause));
        onFailure.handle(cause);
    }

    /** Returns whether nothing is under way, and nothing waits. */
    boolean isEmpty() {
        return !isBusy && waiting.isEmpty();
    }

    /** Returns whether nothing is under way. */
    boolean isIdle() {
        return !isBusy;
    }

    /** Fails all that waits, and all that comes. */
    void stop(Throwable cause) {
        if (failure == null) {
            failure = cause;
            List<Held> all = waiting;
            waiting = new ArrayList<>();
            all.forEach(held -> held.notStored().accept(cause));
        }
    }
}
