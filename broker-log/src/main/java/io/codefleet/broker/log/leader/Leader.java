package io.codefleet.broker.log.leader;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.inmemory.InMemoryBroker;
import io.codefleet.broker.inmemory.internal.NamespaceStore;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.remote.LeaderSessions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work of the process that leads, for one term. When it ends, its state is thrown away. Lives on one context. */
final class Leader {
    private static final Logger log = LoggerFactory.getLogger(Leader.class);
    private static final long EXPIRE_MILLIS = 10_000;

    private final Vertx vertx;
    private final Context context;
    private final CodefleetOptions options;
    private final BrokerLog records;
    private final LeaderClock clock;
    private final NamespaceStore store;
    private final LogLimits limits;
    private final Leadership right;
    private final Promise<Throwable> ended = Promise.promise();
    private long timer = -1;
    private long snapshotAt;
    private boolean isWritingSnapshot;

    @Nullable
    private CommitQueue commits;

    @Nullable
    private LeaderSessions sessions;

    Leader(
            Vertx vertx,
            Context context,
            CodefleetOptions options,
            BrokerLog records,
            InstantSource clock,
            LogLimits limits,
            Leadership right) {
        this.vertx = vertx;
        this.context = context;
        this.options = options;
        this.records = records;
        this.clock = new LeaderClock(clock);
        this.limits = limits;
        this.right = right;
        this.store = new NamespaceStore(options.namespace(), this.clock, says -> {
            if (commits != null) {
                commits.execute(says);
            }
        });
    }

    /** Takes over and serves; the future fails if that cannot be done. */
    Future<Void> begin() {
        return new TakeOver(vertx, records, clock, store, ended.future()::isComplete)
                .run()
                .compose(this::serve);
    }

    private Future<Void> serve(LogEnd end) {
        if (ended.future().isComplete()) {
            return Future.failedFuture(ended.future().result());
        }
        CommitQueue queue = new CommitQueue(context, end, store::takeChanges, clock, right, this::end);
        commits = queue;
        LeaderSessions clients = new LeaderSessions(
                options,
                (client, listener) -> InMemoryBroker.answeringAtOnce(vertx, client, listener, store),
                (stored, notStored) -> {
                    queue.hold(stored, notStored);
                    writeSnapshotIfDue(queue, end);
                });
        sessions = clients;
        snapshotAt = Math.min(limits.snapshotBytes(), records.keptBytes());
        timer = vertx.setPeriodic(EXPIRE_MILLIS, v -> clients.expire());
        log.info(
                "this process leads namespace {} of {} from term {} on",
                options.namespace(),
                options.safeUri(),
                end.sequence().term());
        return records.requests().serve(clients::handle).compose(channel -> {
            clients.answerOn(channel);
            return ended.future().isComplete()
                    ? Future.failedFuture(ended.future().result())
                    : Future.succeededFuture();
        });
    }

    private void writeSnapshotIfDue(CommitQueue queue, LogEnd end) {
        if (isWritingSnapshot || ended.future().isComplete() || end.bytes() < snapshotAt) {
            return;
        }
        isWritingSnapshot = true;
        long begun = end.bytes();
        // What its begin throws is a failure too: it must not end the snapshots of the term.
        Future.succeededFuture()
                .compose(v -> new SnapshotWriter(vertx, records, store, end).run(queue::stored))
                .onComplete(done -> {
                    isWritingSnapshot = false;
                    snapshotAt = begun + untilNextSnapshot(done.succeeded() ? done.result() : 0);
                    if (done.failed() && !ended.future().isComplete()) {
                        log.warn("no snapshot of namespace {} was written", options.namespace(), done.cause());
                    }
                });
    }

    /** Returns after how many bytes of changes the next snapshot is due, by the size of the last one. */
    private long untilNextSnapshot(long size) {
        long kept = records.keptBytes();
        if (size > kept) {
            log.error(
                    "a snapshot of namespace {} of {} has {} bytes, but its log surely keeps only {} bytes of changes,"
                            + " so that the leader does little but write snapshots; delete tasks that have ended, or"
                            + " begin a namespace with a larger log",
                    options.namespace(),
                    options.safeUri(),
                    size,
                    kept);
        }
        return Math.min(Math.max(limits.snapshotBytes(), size), kept);
    }

    /** Completes with the cause when this process leads no more. */
    Future<Throwable> ended() {
        return ended.future();
    }

    /** Answers what was asked so far, and ends: at once if nothing is to be stored, else within the command timeout. */
    Future<Void> finish(Throwable cause) {
        if (commits == null || commits.isEmpty()) {
            end(cause);
            return Future.succeededFuture();
        }
        Promise<Void> over = Promise.promise();
        long late = vertx.setTimer(options.commandTimeout().toMillis(), v -> over.tryComplete());
        commits.stored().onComplete(done -> over.tryComplete());
        Promise<Void> done = Promise.promise();
        // A turn later: calls that were stored in the same batch are answered before the sessions end.
        over.future()
                .onComplete(stored -> context.runOnContext(v -> {
                    vertx.cancelTimer(late);
                    end(cause);
                    done.complete();
                }));
        return done.future();
    }

    void end(Throwable cause) {
        if (ended.tryComplete(cause)) {
            vertx.cancelTimer(timer);
            boolean isIdle = commits == null || commits.isIdle();
            if (commits != null) {
                commits.stop(cause);
            }
            if (sessions != null) {
                sessions.close(isIdle);
            }
        }
    }
}
