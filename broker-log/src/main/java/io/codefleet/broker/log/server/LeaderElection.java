package io.codefleet.broker.log.server;

import io.codefleet.broker.log.Leadership;
import io.codefleet.error.BrokerRefusedException;
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
 * the election: it counts for its writer only directly behind the end that was seen when the silence began, so a leader that answers
 * within the silence after its last append is surely the only one. Lives on one context.
 */
public final class LeaderElection {
    private static final int HEARTBEATS = 4;
    private static final int TICKS = 8;
    /** So many ticks after a heartbeat the next one is missed. */
    private static final int MISSED = 3;

    private static final int SPREAD_MILLIS = 100;

    private final Vertx vertx;
    private final Context context;
    private final ElectionMessages messages;
    private final Duration silence;
    private long lastHeard = System.nanoTime();
    /** Whether the last that was said is that a process leads. */
    private boolean isLed;

    /** Whether the last that was said is that the leader leaves. */
    private boolean isVacant;

    /** Whether the one that left was known to lead. If not, it may have been deposed: the leader may not have been heard yet. */
    private boolean isVacancySure;

    /** The process of the highest rank that has said that it leads, and has not left. */
    private @Nullable Announcement leader;

    private long turns;
    private boolean closed;
    private @Nullable BrokerRefusedException refusal;
    private volatile @Nullable Promise<Leadership> candidacy;
    private Supplier<Duration> delay = () -> Duration.ZERO;
    private volatile @Nullable Right right;

    /**
     * Creates the election of one process.
     *
     * @param silence how long nothing is heard of a leader before another process begins to lead
     */
    public LeaderElection(Vertx vertx, Context context, ElectionMessages messages, Duration silence) {
        this.vertx = vertx;
        this.context = context;
        this.messages = messages;
        this.silence = silence;
    }

    /** The end of the log, and since when at least it is the end. */
    private record Seen(long end, long since) {}

    /** One way of a candidate to the right; a later one of the same candidate ends it. */
    private record Turn(Promise<Leadership> promise, long number) {}

    /** Completes when this process may append the record that begins its term. */
    public Future<Leadership> elect() {
        return elect(() -> Duration.ZERO);
    }

    /**
     * Completes when this process may append the record that begins its term.
     *
     * @param lets returns for how long it lets other candidates come first
     */
    public Future<Leadership> elect(Supplier<Duration> lets) {
        Promise<Leadership> promise = Promise.promise();
        context.runOnContext(v -> {
            BrokerRefusedException missing = refusal;
            refusal = null;
            if (closed) {
                promise.fail(messages.closedFailure());
            } else if (missing != null) {
                promise.fail(missing);
            } else {
                delay = lets;
                candidacy = promise;
                ask(promise);
            }
        });
        return promise.future();
    }

    /**
     * Ends the right or the candidacy of this process, as the servers refuse what a leader needs. The process is not a
     * candidate again until a caller has received this refusal.
     */
    public void refuse(BrokerRefusedException missing) {
        refusal = missing;
        Promise<Leadership> waiting = candidacy;
        if (waiting != null && waiting.tryFail(missing)) {
            refusal = null;
            candidacy = null;
        }
        Right held = right;
        if (held != null) {
            held.lose();
        }
    }

    /**
     * Decides whether this candidate waits for silence first. An empty log that no process claims to lead needs none, as no
     * process can have answered from it. Nor does a log whose leader has left.
     */
    private void ask(Promise<Leadership> promise) {
        Turn turn = beginTurn(promise);
        long from = System.nanoTime();
        messages.end().onFailure(failure -> fail(turn, failure)).onSuccess(position -> {
            if (messages.keepsAnnouncements()) {
                if (isVacant || (position == 0 && !isLed)) {
                    spread(turn, position, from);
                } else {
                    wait(turn, null);
                }
            } else if (position == 0) {
                askAll(turn, from);
            } else {
                wait(turn, null);
            }
        });
    }

    private void askAll(Turn turn, long from) {
        messages.isLed().onComplete(answer -> {
            if (isOver(turn)) {
                return;
            }
            if (answer.failed() || answer.result()) {
                wait(turn, null);
            } else if (delay.get().isZero()) {
                give(turn.promise(), 0);
            } else {
                spread(turn, 0, from);
            }
        });
    }

    /** Waits for no silence, as the leader has left. */
    private void succeed(Promise<Leadership> promise) {
        Turn turn = beginTurn(promise);
        long from = System.nanoTime();
        messages.end().onFailure(failure -> fail(turn, failure)).onSuccess(position -> spread(turn, position, from));
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
        boolean isMissed = quiet > MISSED * silence.toNanos() / TICKS;
        if (isMissed && seen == null) {
            messages.end()
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
     * Waits for the delay and a random time before it grants the right, so that one of several candidates is first, which the
     * others then notice. Where a process left that was not known to lead, it waits until a heartbeat is missed too.
     *
     * @param from a time before the position was read; a process that says since then that it leads is the one to wait for
     */
    private void spread(Turn turn, long position, long from) {
        long least = isVacant && !isVacancySure ? MISSED * silence.toMillis() / TICKS : 0;
        spread(turn, position, from, least + 1 + ThreadLocalRandom.current().nextInt(SPREAD_MILLIS), 0);
    }

    /** Waits until what is to be waited for is over; the delay may grow meanwhile. */
    private void spread(Turn turn, long position, long from, long spread, long waited) {
        long needed = spread + delay.get().toMillis();
        if (isOver(turn)) {
            return;
        }
        if (lastHeard - from > 0) {
            wait(turn, null);
        } else if (needed > waited) {
            vertx.setTimer(needed - waited, v -> spread(turn, position, from, spread, needed));
        } else {
            give(turn.promise(), position);
        }
    }

    /** Grants the right to lead as soon as others can receive the announcement of it. */
    private void give(Promise<Leadership> promise, long position) {
        if (candidacy != promise || closed) {
            return;
        }
        candidacy = null;
        Right given = new Right(position);
        right = given;
        given.begin().onComplete(said -> {
            if (right == given) {
                if (!promise.tryComplete(given)) {
                    given.giveUp();
                }
            } else {
                promise.tryFail(closed ? messages.closedFailure() : new IllegalStateException("another process leads"));
            }
        });
    }

    /** Handles an announcement of a process that leads, or leads no more. */
    public void onAnnouncement(Announcement announcement) {
        boolean isLeft = isLeft(announcement);
        if (isLeft || !announcement.leaves()) {
            isVacant = isLeft;
            isVacancySure = isLeft && leader != null;
            isLed = !isLeft;
            leader = isLeft ? null : higher(announcement);
        }
        if (announcement.id().equals(messages.clientId())) {
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
        boolean isOfKnown = known == null
                ? messages.keepsAnnouncements()
                : known.id().equals(said.id()) && said.rank() >= known.rank();
        return said.leaves() && isOfKnown;
    }

    private Announcement higher(Announcement said) {
        Announcement known = leader;
        return known == null || known.id().equals(said.id()) || said.rank() >= known.rank() ? said : known;
    }

    /** Returns whether this process may append a record that begins a term behind this position. */
    public boolean mayBeginBehind(long position) {
        Right held = right;
        return held != null && held.rank == position;
    }

    /**
     * Returns a callback for the position of the record that begins the term, once it is stored. The callback returns whether this
     * process still has the right that it has now.
     */
    public LongPredicate begun() {
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
    public void refused() {
        Right held = right;
        if (held != null) {
            context.runOnContext(v -> held.lose());
        }
    }

    /** Returns a callback that sets whether this process receives requests under the right that it has now. */
    public Consumer<Boolean> serves() {
        Right held = right;
        return value -> {
            if (held != null && held == right) {
                held.serves = value;
                held.announce();
            }
        };
    }

    /** Ends the candidacy and the right of this process. */
    public Future<Void> close() {
        closed = true;
        Promise<Leadership> waiting = candidacy;
        candidacy = null;
        if (waiting != null) {
            waiting.tryFail(messages.closedFailure());
        }
        Right held = right;
        return held == null ? Future.succeededFuture() : held.giveUp();
    }

    private final class Right implements Leadership {
        private final Promise<Void> lost = Promise.promise();
        private volatile long rank;
        private volatile boolean serves;
        private long timer = -1;
        private Runnable answersEnd = () -> {};

        Right(long rank) {
            this.rank = rank;
        }

        Future<Void> begin() {
            answersEnd = messages.answer(this::announce);
            timer = vertx.setPeriodic(silence.toMillis() / HEARTBEATS, v -> announce());
            return say(false);
        }

        boolean announce() {
            if (right == this) {
                say(false);
                return true;
            }
            return false;
        }

        private Future<Void> say(boolean leaves) {
            return messages.announce(new Announcement(messages.clientId(), rank, serves, leaves));
        }

        void lose() {
            if (right == this) {
                right = null;
                vertx.cancelTimer(timer);
                answersEnd.run();
                lost.tryComplete();
            }
        }

        Future<Void> giveUp() {
            if (right != this) {
                return Future.succeededFuture();
            }
            Future<Void> said = say(true);
            lose();
            return said.otherwiseEmpty();
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
            context.runOnContext(v -> giveUp().onComplete(said -> done.complete()));
            return done.future();
        }
    }
}
