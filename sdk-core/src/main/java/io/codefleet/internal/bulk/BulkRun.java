package io.codefleet.internal.bulk;

import io.codefleet.BulkOptions;
import io.codefleet.BulkProgress;
import io.codefleet.BulkSubmit;
import io.codefleet.BulkSubmitException;
import io.codefleet.BulkSubmitResult;
import io.codefleet.Task;
import io.codefleet.broker.SubmitReply;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.RateLimitedException;
import io.codefleet.internal.batch.GuardedCall;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bulk submit: a few batches are under way at a time, each until every task of it is settled. Tasks have their ids from
 * the start, so a batch whose answer was lost is sent again without harm. State is confined to the context, but for what
 * {@link #progress()} shows.
 */
public final class BulkRun implements BulkSubmit {
    private static final Logger log = LoggerFactory.getLogger(BulkRun.class);

    private final Vertx vertx;
    private final Context context;
    private final Function<List<Task>, Future<List<SubmitReply>>> submit;
    private final TaskSource source;
    private final BulkOptions options;
    private final ReplyListener listener;
    private final Promise<BulkSubmitResult> result = Promise.promise();
    private final Set<Long> timers = new HashSet<>();
    private volatile BulkProgress progress = new BulkProgress(BulkSubmitResult.NONE, Optional.empty());
    private long settledAt = System.nanoTime();
    private int underWay;
    private boolean pulling;
    private boolean exhausted;
    private boolean stopped;
    private @Nullable Throwable failure;

    /** Listener of each task that is stored now or was before; called on the context. */
    @FunctionalInterface
    public interface ReplyListener {
        /**
         * Notes that a task is stored.
         *
         * @param ended whether it has its outcome already
         */
        void stored(Task task, boolean ended);
    }

    /**
     * Creates the run of one bulk submit.
     *
     * @param submit submits one batch; its answer has one element for each task, in order
     */
    public BulkRun(
            Vertx vertx,
            Context context,
            Function<List<Task>, Future<List<SubmitReply>>> submit,
            TaskSource source,
            BulkOptions options,
            ReplyListener listener) {
        this.vertx = vertx;
        this.context = context;
        this.submit = submit;
        this.source = source;
        this.options = options;
        this.listener = listener;
    }

    /** Begins; from any thread, once. */
    public void start() {
        context.runOnContext(v -> pump());
    }

    @Override
    public Future<BulkSubmitResult> result() {
        return result.future();
    }

    @Override
    public BulkProgress progress() {
        return progress;
    }

    @Override
    public void cancel() {
        context.runOnContext(v -> stop(null));
    }

    /** Ends with this failure at once, as nothing under way will be answered; on the context. */
    public void abandon(Throwable cause) {
        stop(cause);
        underWay = 0;
        endIfIdle();
    }

    private void pump() {
        if (!stopped && !exhausted && !pulling && underWay < options.batchesUnderWay()) {
            pulling = true;
            GuardedCall.of(() -> source.next(options.batchSize()))
                    .onComplete(tasks -> context.runOnContext(v -> pulled(tasks)));
        }
    }

    private void pulled(AsyncResult<List<Task>> pulled) {
        pulling = false;
        if (stopped) {
            return;
        }
        if (pulled.failed()) {
            stop(pulled.cause());
        } else if (pulled.result().isEmpty()) {
            exhausted = true;
            closeSource();
        } else {
            underWay++;
            send(pulled.result(), 0);
            pump();
        }
        endIfIdle();
    }

    private void send(List<Task> tasks, int failures) {
        GuardedCall.of(() -> submit.apply(tasks))
                .onComplete(answer -> context.runOnContext(v -> {
                    if (answer.succeeded()) {
                        replied(tasks, answer.result(), failures);
                    } else if (answer.cause() instanceof CodefleetException cause && cause.retryable()) {
                        sendLater(tasks, cause, failures + 1);
                    } else {
                        underWay--;
                        stop(answer.cause());
                    }
                }));
    }

    private void replied(List<Task> tasks, List<SubmitReply> replies, int failures) {
        List<Task> again = new ArrayList<>();
        @Nullable CodefleetException pushback = null;
        BulkSubmitResult before = progress.soFar();
        for (int i = 0; i < tasks.size(); i++) {
            if (replies.get(i) instanceof SubmitReply.Refused refused
                    && refused.reason().retryable()) {
                again.add(tasks.get(i));
                pushback = refused.reason();
            } else {
                settled(tasks.get(i), replies.get(i));
            }
        }
        boolean moved = progress.soFar().total() > before.total();
        if (pushback == null) {
            underWay--;
            publish();
            pump();
            endIfIdle();
        } else {
            sendLater(again, pushback, moved ? 1 : failures + 1);
        }
    }

    private void settled(Task task, SubmitReply reply) {
        settledAt = System.nanoTime();
        BulkSubmitResult count = progress.soFar();
        if (reply instanceof SubmitReply.Refused refused) {
            now(new BulkSubmitResult(count.accepted(), count.alreadyEnded(), count.refused() + 1));
            callHost(() -> options.onRefused().accept(task, refused.reason()));
        } else if (reply instanceof SubmitReply.Ended) {
            now(new BulkSubmitResult(count.accepted(), count.alreadyEnded() + 1, count.refused()));
            listener.stored(task, true);
        } else {
            now(new BulkSubmitResult(count.accepted() + 1, count.alreadyEnded(), count.refused()));
            listener.stored(task, false);
        }
    }

    private void now(BulkSubmitResult count) {
        progress = new BulkProgress(count, Optional.empty());
    }

    private void sendLater(List<Task> tasks, CodefleetException reason, int failures) {
        if (!stopped && System.nanoTime() - settledAt > options.patience().toNanos()) {
            stop(reason);
        }
        if (stopped) {
            underWay--;
            endIfIdle();
            return;
        }
        if (failures == 1) {
            log.atInfo()
                    .addKeyValue("settled", progress.soFar().total())
                    .log("bulk submit waits: {}", reason.getMessage());
        }
        progress = new BulkProgress(progress.soFar(), Optional.of(reason));
        publish();
        timers.add(vertx.setTimer(Math.max(1, waitFor(failures, reason).toMillis()), timer -> {
            timers.remove(timer);
            send(tasks, failures);
        }));
    }

    /**
     * Returns how long to wait before the next try: not before the time at which the broker accepts one more, as it reported.
     */
    private Duration waitFor(int failures, CodefleetException reason) {
        Duration backoff = options.backoff()
                .delayAfter(failures, ThreadLocalRandom.current().nextDouble());
        return reason instanceof RateLimitedException limited
                        && limited.retryAfter().compareTo(backoff) > 0
                ? limited.retryAfter()
                : backoff;
    }

    private void publish() {
        callHost(() -> options.onProgress().accept(progress));
    }

    /**
     * Closes the source. A failure changes nothing: the tasks of the source have been submitted, or are not wanted any more.
     */
    private void closeSource() {
        try {
            source.close();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("the source of a bulk submit could not be closed");
        }
    }

    private void callHost(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            stop(e);
        }
    }

    private void stop(@Nullable Throwable cause) {
        if (!stopped) {
            stopped = true;
            failure = cause;
            if (!exhausted) {
                closeSource();
            }
            timers.removeIf(timer -> {
                underWay--;
                return vertx.cancelTimer(timer);
            });
        }
        endIfIdle();
    }

    private void endIfIdle() {
        if (underWay > 0 || !(stopped || exhausted)) {
            return;
        }
        Throwable cause = failure;
        if (cause == null) {
            result.tryComplete(progress.soFar());
        } else {
            result.tryFail(new BulkSubmitException(progress.soFar(), cause));
        }
    }
}
