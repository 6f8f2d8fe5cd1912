package io.codefleet.broker.nats;

import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.server.Announcement;
import io.codefleet.error.ClosedException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when this process may try to lead. A process that leads says so every quarter of the silence; when nothing was heard for
 * the silence, and the log has not grown in that time, another one may append the record that begins its term. That record is
 * the election: it is appended behind the end that was seen when the silence began, so a leader that answers within the silence after
 * its last append is surely the only one. Lives on one context.
 */
final class NatsElection {
    private static final int HEARTBEATS = 4;
    private static final int TICKS = 8;
    private static final int SPREAD_MILLIS = 100;

    private final Vertx vertx;
    private final Context context;
    private final NatsClient client;
    private final NatsNames names;
    private final Duration silence;
    private final Supplier<Future<Long>> end;
    private long lastHeard = System.nanoTime();
    /** The process of the highest rank that has said that it leads, and has not left. */
    private @Nullable Announcement leader;

    private long turns;
    private boolean closed;
    private volatile @Nullable Promise<Leadership> candidacy;
    private volatile @Nullable Right right;

    /**
     * Creates the election of one process.
     *
     * @param end reads the position of the last record
     */
    NatsElection(
            Vertx vertx,
            Context context,
            NatsClient client,
            NatsNames names,
            Duration silence,
            Supplier<Future<Long>> end) {
        this.vertx = vertx;
        this.context = context;
        this.client = client;
        this.names = names;
        this.silence = silence;
        this.end = end;
    }

    /** The end of the log, and since when at least it is the end. */
    private record Seen(long end, long since) {}

    /** One way of a candidate to the right; a later one of the same candidate ends it. */
    private record Turn(Promise<Leadership> promise, long number) {}

    Future<Leadership> elect() {
        Promise<Leadership> promise = Promise.promise();
        context.runOnContext(v -> {
            if (closed) {
                promise.fail(client.closedFailure());
                return;
            }
            candidacy = promise;
            ask(promise);
        });
        return promise.future();
    }

    /**
     * Decides whether this candidate waits for silence first. An empty log that no process claims to lead needs none: no
     * process can have answered from it.
     */
    private void ask(Promise<Leadership> promise) {
        Turn turn = beginTurn(promise);
        end.get().onFailure(failure -> fail(turn, failure)).onSuccess(position -> {
            if (position > 0) {
                wait(turn, null);
                return;
            }
            client.request(names.question(), null, new byte[0]).onComplete(answer -> {
                if (isOver(turn)) {
                    return;
                }
                if (JetStreamException.is(answer.cause(), JetStreamException.NOBODY)) {
                    give(promise, 0);
                } else {
                    wait(turn, null);
                }
            });
        });
    }

    /** Waits for no silence, as the leader has left. */
    private void succeed(Promise<Leadership> promise) {
        Turn turn = beginTurn(promise);
        long from = System.nanoTime();
        end.get().onFailure(failure -> fail(turn, failure)).onSuccess(position -> spread(turn, position, from));
    }

    private Turn beginTurn(Promise<Leadership> promise) {
        turns++;
        return new Turn(promise, turns);
    }

    private boolean isOver(Turn turn) {
        return candidacy != turn.promise() || turns != turn.number();
    }

    private void fail(Turn turn, Throwable failure) {
        if (!isOver(turn)) {
            candidacy = null;
            turn.promise().tryFail(failure);
        }
    }

    /** Checks from time to time whether the silence is over. */
    private void wait(Turn turn, @Nullable Seen seen) {
        if (isOver(turn)) {
            return;
        }
        long now = System.nanoTime();
        long quiet = now - lastHeard;
        boolean isMissed = quiet > 3 * silence.toNanos() / TICKS;
        if (isMissed && seen == null) {
            end.get()
                    .onFailure(failure -> fail(turn, failure))
                    .onSuccess(position -> wait(turn, new Seen(position, System.nanoTime())));
            return;
        }
        if (isMissed && seen != null && now - seen.since() >= silence.toNanos() && quiet >= silence.toNanos()) {
            spread(turn, seen.end(), now);
            return;
        }
        vertx.setTimer(silence.toMillis() / TICKS, v -> wait(turn, isMissed ? seen : null));
    }

    /**
     * Waits for a random time before it grants the right, so that one of several candidates is first, which the others then
     * notice.
     *
     * @param from a time before the position was read; a process that says since then that it leads is the one to wait for
     */
    private void spread(Turn turn, long position, long from) {
        vertx.setTimer(1 + ThreadLocalRandom.current().nextInt(SPREAD_MILLIS), v -> {
            if (isOver(turn)) {
                return;
            }
            if (lastHeard - from > 0) {
                wait(turn, null);
            } else {
                give(turn.promise(), position);
            }
        });
    }

    private void give(Promise<Leadership> promise, long position) {
        if (candidacy == promise && !closed) {
            candidacy = null;
            Right given = new Right(position);
            right = given;
            given.begin();
            if (!promise.tryComplete(given)) {
                given.giveUp();
            }
        }
    }

    /** Handles an announcement of a process that leads, or leads no more. */
    void onAnnouncement(Announcement announcement) {
        boolean isLeft = isLeft(announcement);
        if (isLeft || !announcement.leaves()) {
            leader = isLeft ? null : higher(announcement);
        }
        if (announcement.id().equals(client.clientId())) {
            return;
        }
        Promise<Leadership> waiting = candidacy;
        if (!announcement.leaves()) {
            lastHeard = System.nanoTime();
        } else if (isLeft && waiting != null) {
            // The one that leaves answers nothing more: its silence need not be waited for.
            succeed(waiting);
        }
        Right held = right;
        if (held != null && !announcement.leaves() && announcement.rank() > held.rank) {
            held.lose();
        }
    }

    /** Returns whether the one that leaves is the leader, and not one that was deposed or has never led. */
    private boolean isLeft(Announcement said) {
        Announcement known = leader;
        return said.leaves() && known != null && known.id().equals(said.id()) && said.rank() >= known.rank();
    }

    private Announcement higher(Announcement said) {
        Announcement known = leader;
        return known == null || known.id().equals(said.id()) || said.rank() >= known.rank() ? said : known;
    }

    /** Answers the question who leads. */
    void answer(Message question) {
        Right held = right;
        if (held != null) {
            held.announce();
            if (question.getReplyTo() != null) {
                client.publish(question.getReplyTo(), null, new byte[0]);
            }
        }
    }

    /** Returns whether this process may append a record that begins a term behind this position. */
    boolean mayBeginBehind(long position) {
        Right held = right;
        return held != null && held.rank == position;
    }

    /**
     * Returns a callback for the position of the record that begins the term, once it is stored. The callback returns whether this
     * process still has the right that it has now.
     */
    LongPredicate begun() {
        Right held = right;
        return position -> {
            if (held == null || held != right) {
                return false;
            }
            held.rank = position;
            held.announce();
            return true;
        };
    }

    /** Handles the refusal of the record that begins the term. */
    void refused() {
        Right held = right;
        if (held != null) {
            context.runOnContext(v -> held.lose());
        }
    }

    /** Returns a callback that sets whether this process receives requests under the right that it has now. */
    Consumer<Boolean> serves() {
        Right held = right;
        return value -> {
            if (held != null && held == right) {
                held.serves = value;
                held.announce();
            }
        };
    }

    void close(ClosedException failure) {
        closed = true;
        Promise<Leadership> waiting = candidacy;
        candidacy = null;
        if (waiting != null) {
            waiting.tryFail(failure);
        }
        Right held = right;
        if (held != null) {
            held.giveUp();
        }
    }

    private final class Right implements Leadership {
        private final Promise<Void> lost = Promise.promise();
        private volatile long rank;
        private volatile boolean serves;
        private long timer = -1;
        private Future<Subscription> question = Future.failedFuture("not begun");

        Right(long rank) {
            this.rank = rank;
        }

        void begin() {
            // A process that asks hears that somebody leads; where nobody does, the server says so.
            question = client.subscribe(names.question(), NatsElection.this::answer);
            announce();
            timer = vertx.setPeriodic(silence.toMillis() / HEARTBEATS, v -> announce());
        }

        void announce() {
            if (right == this) {
                say(false);
            }
        }

        private void say(boolean leaves) {
            client.publish(
                    names.announcements(), null, new Announcement(client.clientId(), rank, serves, leaves).encode());
        }

        void lose() {
            if (right == this) {
                right = null;
                vertx.cancelTimer(timer);
                question.onSuccess(client::unsubscribe);
                lost.tryComplete();
            }
        }

        void giveUp() {
            if (right == this) {
                say(true);
                lose();
            }
        }

        @Override
        public Future<Void> lost() {
            return lost.future();
        }

        @Override
        public Duration exclusiveFor() {
            return silence.multipliedBy(9).dividedBy(10);
        }

        @Override
        public Future<Void> resign() {
            Promise<Void> done = Promise.promise();
            context.runOnContext(v -> {
                giveUp();
                done.complete();
            });
            return done.future();
        }
    }
}
