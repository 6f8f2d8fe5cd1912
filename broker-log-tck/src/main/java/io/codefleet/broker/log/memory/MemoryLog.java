package io.codefleet.broker.log.memory;

import io.codefleet.broker.log.Appended;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.RequestHandler;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One process's view of a {@link MemoryLogSystem}. */
final class MemoryLog implements BrokerLog, RequestChannel {
    private final MemoryLogSystem system;
    private final Vertx vertx;
    private final Context context;
    private final String clientId;
    private volatile Handler<Buffer> handler = message -> {};
    private volatile Runnable lostHandler = () -> {};
    private volatile boolean closed;

    private volatile Supplier<Duration> delay = () -> Duration.ZERO;

    @Nullable
    private volatile Promise<Leadership> candidacy;

    private volatile Promise<Void> lost = Promise.promise();
    private volatile Promise<Void> resigned = Promise.promise();

    MemoryLog(MemoryLogSystem system, Vertx vertx, String clientId) {
        this.system = system;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.clientId = clientId;
    }

    /** Completes with the answer in a later turn of the event loop, as a log far away does. */
    private <T> Future<T> answer(Supplier<T> step) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(v -> {
            if (closed) {
                promise.fail(new ClosedException("the log in memory"));
                return;
            }
            try {
                promise.complete(step.get());
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    private Future<Void> done(Runnable step) {
        return answer(() -> {
            step.run();
            return null;
        });
    }

    @Override
    public Future<Leadership> elect(Supplier<Duration> lets) {
        delay = lets;
        if (closed) {
            return Future.failedFuture(new ClosedException("the log in memory"));
        }
        Promise<Leadership> promise = Promise.promise();
        candidacy = promise;
        Duration duration = system.electionsTake();
        if (duration.isZero()) {
            system.elect(this);
        } else {
            vertx.setTimer(duration.toMillis(), v -> {
                if (!closed) {
                    system.elect(this);
                }
            });
        }
        return promise.future();
    }

    /** Returns for how long this process lets others come first. */
    Duration delay() {
        return delay.get();
    }

    @Override
    public Duration electionTime() {
        return system.electionsTake();
    }

    /** Grants this process the right to lead: the system has elected it. */
    void elected() {
        Promise<Leadership> waiting = candidacy;
        Promise<Void> loss = Promise.promise();
        Promise<Void> end = Promise.promise();
        lost = loss;
        resigned = end;
        Leadership leadership = new Leadership() {
            @Override
            public Future<Void> lost() {
                return loss.future();
            }

            @Override
            public Duration exclusiveFor() {
                return system.exclusiveFor();
            }

            @Override
            public Future<Void> resign() {
                system.resign(MemoryLog.this);
                end.tryComplete();
                return Future.succeededFuture();
            }
        };
        context.runOnContext(v -> {
            if (waiting != null) {
                waiting.tryComplete(leadership);
            }
        });
    }

    /** Notifies this process that it has lost the right to lead; the future completes when it has resigned. */
    Future<Void> loseRight() {
        Promise<Void> loss = lost;
        Promise<Void> end = resigned;
        context.runOnContext(v -> loss.tryComplete());
        return end.future();
    }

    @Override
    public Future<Appended> append(long after, LogRecord record) {
        Duration duration = system.appendsTake();
        if (duration.isZero()) {
            return answer(() -> system.append(after, record));
        }
        return vertx.timer(duration.toMillis(), TimeUnit.MILLISECONDS)
                .compose(done -> answer(() -> system.append(after, record)));
    }

    @Override
    public Future<List<StoredRecord>> read(long after, int maxBytes) {
        return answer(() -> system.read(after, maxBytes));
    }

    @Override
    public long keptBytes() {
        return system.keptBytes();
    }

    @Override
    public Future<Void> truncateBefore(long position) {
        return done(() -> system.truncateBefore(position));
    }

    @Override
    public Future<Void> putSnapshotPiece(String snapshot, int number, Buffer piece) {
        return done(() -> system.putPiece(snapshot, number, piece));
    }

    @Override
    public Future<Buffer> snapshotPiece(String snapshot, int number) {
        return answer(() -> system.piece(snapshot, number)
                .orElseThrow(() ->
                        new MalformedDataException("snapshot " + snapshot, "piece " + number + " is missing", null)));
    }

    @Override
    public Future<Void> putManifest(SnapshotManifest manifest) {
        return done(() -> system.putManifest(manifest));
    }

    @Override
    public Future<Optional<SnapshotManifest>> manifest() {
        return answer(system::manifest);
    }

    @Override
    public RequestChannel requests() {
        return this;
    }

    @Override
    public Future<Void> close() {
        if (!closed) {
            closed = true;
            system.leave(this);
            Promise<Leadership> waiting = candidacy;
            if (waiting != null) {
                waiting.tryFail(new ClosedException("the log in memory"));
            }
        }
        return Future.succeededFuture();
    }

    // ---- the channel

    @Override
    public String clientId() {
        return clientId;
    }

    @Override
    public Future<Void> send(Buffer message) {
        if (closed) {
            return Future.failedFuture(new ClosedException("the log in memory"));
        }
        return system.toLeader(clientId, message)
                ? Future.succeededFuture()
                : Future.failedFuture(new BrokerUnavailableException("nobody leads the namespace now", null));
    }

    @Override
    public void handler(Handler<Buffer> value) {
        handler = value;
    }

    @Override
    public void lostHandler(Runnable value) {
        lostHandler = value;
    }

    /** Handles the loss of the leader's process. */
    void lost() {
        context.runOnContext(v -> lostHandler.run());
    }

    /** Handles a message of the leader to this process. */
    void deliver(Buffer message) {
        context.runOnContext(v -> handler.handle(message));
    }

    @Override
    public Future<LeaderChannel> serve(RequestHandler requests) {
        MemoryLogSystem.Serving serving = new MemoryLogSystem.Serving(this, context, requests);
        return system.beginServe()
                .compose(begun -> answer(() -> {
                    system.serve(serving);
                    return new LeaderChannel() {
                        @Override
                        public void send(String to, Buffer message) {
                            system.toClient(to, message);
                        }

                        @Override
                        public Future<Void> close() {
                            system.closeChannel(serving);
                            return Future.succeededFuture();
                        }
                    };
                }));
    }
}
