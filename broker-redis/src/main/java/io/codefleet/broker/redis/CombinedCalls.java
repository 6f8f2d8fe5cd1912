package io.codefleet.broker.redis;

import io.codefleet.error.BrokerRefusedException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that are combined while others are under way: one that comes while few are under way is sent in the next turn of the
 * event loop, and those that come meanwhile go together with the next. As many as fill a call are sent at once. None waits for
 * a slow answer, as on a long way to Redis or after a break.
 *
 * <p>Any thread may add; all else happens on the context.
 *
 * @param <P> the part that one caller adds
 * @param <A> its answer
 */
final class CombinedCalls<P extends CombinedCalls.CallPart, A> {
    private static final Logger log = LoggerFactory.getLogger(CombinedCalls.class);
    private static final int MAX_UNDER_WAY = 2;
    /** After so long a call counts as under way no more. */
    private static final long SLOW_MILLIS = 20;

    private final Context context;
    private final Function<List<P>, Future<List<Optional<A>>>> send;
    private final Queue<Entry<P, A>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingTasks = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private int underWay;

    /** A part of a call: what bounds how many go together, and what may be done when they fail. */
    interface CallPart {
        /** Returns about how many tasks the script changes for it, at least one. */
        int tasks();

        /** Returns about how many bytes it sends. */
        long bytes();

        /** Returns whether it may be sent again when Redis has refused a call, and it is unknown what was done before. */
        boolean isRepeatable();
    }

    private record Entry<P, A>(P part, Promise<A> answer) {}

    /**
     * Creates combined calls.
     *
     * @param send makes one call for some parts. Its answer has an element for each, which is empty if the part has to be sent
     *     alone, so that it has its own answer
     */
    CombinedCalls(Context context, Function<List<P>, Future<List<Optional<A>>>> send) {
        this.context = context;
        this.send = send;
    }

    /** Sends a part soon. */
    Future<A> add(P part) {
        Promise<A> answer = Promise.promise();
        waitingTasks.addAndGet(part.tasks());
        waiting.add(new Entry<>(part, answer));
        schedule();
        return answer.future();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                context.runOnContext(v -> {
                    scheduled.set(false);
                    flush();
                });
            } catch (RuntimeException e) {
                // The event loop has ended. Each further call has to fail too.
                scheduled.set(false);
                throw e;
            }
        }
    }

    /** Sends all parts that wait, so that they fail at once on a connection that was closed. On the context. */
    void close() {
        int left = waiting.size();
        while (left > 0 && !waiting.isEmpty()) {
            List<Entry<P, A>> batch = next();
            left -= batch.size();
            send(batch);
        }
    }

    private void flush() {
        while (!waiting.isEmpty() && (underWay < MAX_UNDER_WAY || waitingTasks.get() >= Batches.TASKS)) {
            send(next());
        }
    }

    private List<Entry<P, A>> next() {
        List<Entry<P, A>> batch = new ArrayList<>();
        int tasks = 0;
        long bytes = 0;
        for (Entry<P, A> entry = waiting.peek(); entry != null; entry = waiting.peek()) {
            tasks += entry.part().tasks();
            bytes += entry.part().bytes();
            if (!batch.isEmpty() && (tasks > Batches.TASKS || bytes > Batches.MAX_BYTES)) {
                return batch;
            }
            batch.add(entry);
            waiting.remove();
            waitingTasks.addAndGet(-entry.part().tasks());
        }
        return batch;
    }

    private void send(List<Entry<P, A>> batch) {
        underWay++;
        long slow = context.owner().setTimer(SLOW_MILLIS, timer -> free());
        call(batch.stream().map(Entry::part).toList()).onComplete(answers -> {
            if (context.owner().cancelTimer(slow)) {
                free();
            }
            answered(batch, answers);
        });
    }

    private Future<List<Optional<A>>> call(List<P> parts) {
        try {
            return send.apply(parts);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void free() {
        underWay--;
        if (!waiting.isEmpty()) {
            schedule();
        }
    }

    /** Completes each part of a call, but sends those alone that failed, or were refused, together with others. */
    private void answered(List<Entry<P, A>> batch, AsyncResult<List<Optional<A>>> answers) {
        boolean alone = batch.size() == 1;
        boolean refused = answers.cause() instanceof BrokerRefusedException;
        for (int i = 0; i < batch.size(); i++) {
            Entry<P, A> entry = batch.get(i);
            Optional<A> answer = answers.succeeded() ? answers.result().get(i) : Optional.empty();
            if (answer.isPresent()) {
                complete(entry, Future.succeededFuture(answer.get()));
            } else if (!alone
                    && (answers.succeeded() || (refused && entry.part().isRepeatable()))) {
                send(List.of(entry));
            } else {
                Throwable cause = answers.cause();
                complete(entry, Future.failedFuture(cause == null ? new IllegalStateException("no answer") : cause));
            }
        }
    }

    /** Completes a part. Whatever its caller does then must not keep the others from their answers. */
    private void complete(Entry<P, A> entry, Future<A> answer) {
        try {
            if (answer.succeeded()) {
                entry.answer().complete(answer.result());
            } else {
                entry.answer().fail(answer.cause());
            }
        } catch (RuntimeException e) {
            log.error("a caller failed on the answer to its call", e);
        }
    }
}
