package io.codefleet.broker.file;

import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.Appended;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The log of a namespace in a folder. All that touches the disk runs on one thread of its own, in order. */
final class FileLog implements BrokerLog {
    private static final long ELECT_MILLIS = 50;

    private final Vertx vertx;
    private final NamespaceFolder opened;
    private final Path folder;
    private final WorkerExecutor thread;
    private final SegmentedLog records;
    private final SnapshotFolder snapshots;
    private final LoopbackChannel channel;
    private volatile boolean closed;
    private volatile @Nullable LeaderLock lock;
    private volatile @Nullable Promise<Leadership> candidacy;

    private FileLog(Vertx vertx, NamespaceFolder opened, long segmentBytes, DiskWriter disk) {
        Context context = vertx.getOrCreateContext();
        this.vertx = vertx;
        this.opened = opened;
        this.folder = opened.path();
        this.thread = vertx.createSharedWorkerExecutor("codefleet-log-" + UUID.randomUUID(), 1);
        this.records = new SegmentedLog(folder, segmentBytes, disk);
        this.snapshots = new SnapshotFolder(folder);
        this.channel = new LoopbackChannel(vertx, context, folder, this::runInOpenedFolder);
    }

    /** Opens the log of a namespace in the folder of a broker. */
    static Future<BrokerLog> open(Vertx vertx, Path root, String namespace, long segmentBytes, DiskWriter disk) {
        return vertx.executeBlocking(() -> BrokerFolder.open(root, namespace))
                .map(opened -> new FileLog(vertx, opened, segmentBytes, disk));
    }

    private <T> Future<T> run(Callable<T> step) {
        if (closed) {
            return Future.failedFuture(new ClosedException("the broker in " + folder));
        }
        try {
            return thread.executeBlocking(() -> inFolder(step)).recover(failure -> Future.failedFuture(typed(failure)));
        } catch (RejectedExecutionException e) {
            // The host has closed Vert.x before the client.
            return Future.failedFuture(new ClosedException("the broker in " + folder));
        }
    }

    /** Runs a step that joins or leads a namespace: another folder of the same path is another one. */
    private <T> Future<T> runInOpenedFolder(Callable<T> step) {
        return run(() -> {
            opened.check();
            return step.call();
        });
    }

    /** Runs a step. A folder that is gone is named as the cause of its failure. */
    private <T> T inFolder(Callable<T> step) throws Exception {
        try {
            return step.call();
        } catch (AppendException e) {
            throw e;
        } catch (Exception e) {
            opened.check();
            throw e;
        }
    }

    private Throwable typed(Throwable failure) {
        if (failure instanceof CodefleetException || failure instanceof AppendException) {
            return failure;
        }
        return closed
                ? new ClosedException("the broker in " + folder)
                : new BrokerUnavailableException("the folder " + folder + " cannot be used now: " + failure, failure);
    }

    private Future<Void> done(BlockingStep step) {
        return run(() -> {
            step.run();
            return null;
        });
    }

    @FunctionalInterface
    private interface BlockingStep {
        void run() throws IOException;
    }

    // ---- election

    @Override
    public Future<Leadership> elect(Supplier<Duration> delay) {
        Promise<Leadership> promise = Promise.promise();
        candidacy = promise;
        letOthersFirst(promise, delay, 0);
        return promise.future();
    }

    /** Tries the lock as soon as the delay is over, which may grow meanwhile. */
    private void letOthersFirst(Promise<Leadership> promise, Supplier<Duration> delay, long waited) {
        long millis = delay.get().toMillis();
        if (millis <= waited) {
            tryLock(promise, delay);
        } else {
            vertx.setTimer(millis - waited, v -> letOthersFirst(promise, delay, millis));
        }
    }

    /** Tries the lock from time to time; seldom where others are to come first. */
    private void tryLock(Promise<Leadership> promise, Supplier<Duration> delay) {
        runInOpenedFolder(() -> {
                    Optional<LeaderLock> taken = LeaderLock.take(folder);
                    if (taken.isPresent()) {
                        openEnd(taken.get());
                    }
                    return taken.isPresent();
                })
                .onSuccess(isTaken -> {
                    if (isTaken) {
                        leads(promise);
                    } else if (!promise.future().isComplete()) {
                        vertx.setTimer(ELECT_MILLIS + delay.get().toMillis(), v -> tryLock(promise, delay));
                    }
                })
                .onFailure(promise::tryFail);
    }

    private void openEnd(LeaderLock taken) throws IOException {
        try {
            records.openEnd();
            lock = taken;
        } catch (IOException | RuntimeException e) {
            taken.release();
            throw e;
        }
    }

    private void leads(Promise<Leadership> promise) {
        Leadership leadership = new Leadership() {
            private final Promise<Void> never = Promise.promise();

            @Override
            public Future<Void> lost() {
                return never.future();
            }

            @Override
            public Duration exclusiveFor() {
                return FOREVER;
            }

            @Override
            public Future<Void> confirm() {
                return done(FileLog.this::checkLock);
            }

            @Override
            public Future<Void> resign() {
                return done(FileLog.this::unlock).otherwiseEmpty();
            }
        };
        if (!promise.tryComplete(leadership)) {
            leadership.resign();
        }
    }

    private void unlock() throws IOException {
        LeaderLock held = lock;
        lock = null;
        records.closeEnd();
        if (held != null) {
            held.release();
        }
    }

    // ---- records and snapshots

    /**
     * Checks that this process still has the lock. It does so before each write and each answer: a process that stood still
     * does not know what others did meanwhile.
     */
    private void checkLock() throws IOException {
        LeaderLock held = lock;
        if (held != null && !held.isInPlace()) {
            throw new AppendException(
                    AppendException.Kind.REFUSED,
                    "somebody deleted or replaced the lock file in " + folder
                            + ", so that another process may lead; leave the files of the folder alone",
                    null);
        }
    }

    @Override
    public Future<Appended> append(long after, LogRecord record) {
        return run(() -> {
            checkLock();
            return new Appended(records.append(after, record), Optional.empty());
        });
    }

    @Override
    public Future<List<StoredRecord>> read(long after, int maxBytes) {
        return run(() -> records.read(after, maxBytes));
    }

    @Override
    public Future<Void> truncateBefore(long position) {
        return done(() -> {
            checkLock();
            records.truncateBefore(position);
        });
    }

    @Override
    public Future<Void> putSnapshotPiece(String snapshot, int number, Buffer piece) {
        return done(() -> {
            checkLock();
            snapshots.putPiece(snapshot, number, piece);
        });
    }

    @Override
    public Future<Buffer> snapshotPiece(String snapshot, int number) {
        return run(() -> snapshots.piece(snapshot, number));
    }

    @Override
    public Future<Void> putManifest(SnapshotManifest manifest) {
        return done(() -> {
            checkLock();
            snapshots.putManifest(manifest);
        });
    }

    @Override
    public Future<Optional<SnapshotManifest>> manifest() {
        return run(snapshots::manifest);
    }

    @Override
    public RequestChannel requests() {
        return channel;
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        Promise<Leadership> waiting = candidacy;
        if (waiting != null) {
            waiting.tryFail(new ClosedException("the broker in " + folder));
        }
        Future<Void> unlocked = done(this::unlock);
        closed = true;
        return unlocked.otherwiseEmpty()
                .compose(v -> channel.close())
                .compose(v -> thread.close())
                .otherwiseEmpty();
    }
}
