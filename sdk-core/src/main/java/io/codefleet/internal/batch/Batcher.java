package io.codefleet.internal.batch;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Sends single items in batches, as large as the load makes them: an item that comes while few calls are under way goes at
 * once, those that come meanwhile go together with the next call. So an idle fleet waits for nothing, and a busy one makes
 * few calls.
 *
 * <p>{@link #add} may be called from any thread; all else happens on the context.
 *
 * @param <T> an item
 * @param <R> the answer to one item
 */
public final class Batcher<T, R> {
    private final Context context;
    private final int maxBatch;
    private final int maxUnderWay;
    private final Function<List<T>, Future<List<R>>> send;
    private final Queue<Entry<T, R>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private int underWay;

    private record Entry<T, R>(T item, Promise<R> answer) {}

    /**
     * Creates a batcher.
     *
     * @param context where batches are sent and answers are given
     * @param maxBatch how many items go in one call at most
     * @param maxUnderWay how many calls are under way at once at most
     * @param send makes one call; its answer has one element for each item, in order
     */
    public Batcher(Context context, int maxBatch, int maxUnderWay, Function<List<T>, Future<List<R>>> send) {
        this.context = context;
        this.maxBatch = maxBatch;
        this.maxUnderWay = maxUnderWay;
        this.send = send;
    }

    /** Sends the item soon. Fails as the call fails that it goes with. */
    public Future<R> add(T item) {
        Promise<R> answer = Promise.promise();
        waiting.add(new Entry<>(item, answer));
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(v -> {
                scheduled.set(false);
                flush();
            });
        }
        return answer.future();
    }

    private void flush() {
        while (underWay < maxUnderWay) {
            List<Entry<T, R>> batch = next();
            if (batch.isEmpty()) {
                return;
            }
            underWay++;
            List<T> items = new ArrayList<>(batch.size());
            batch.forEach(entry -> items.add(entry.item()));
            call(items).onComplete(answers -> {
                underWay--;
                if (answers.succeeded()) {
                    answer(batch, answers.result());
                } else {
                    batch.forEach(entry -> entry.answer().fail(answers.cause()));
                }
                flush();
            });
        }
    }

    /**
     * Calls the function with a batch, and returns every fault of the call as a failure of the future. The call must end, as
     * items that wait for a free call would otherwise wait for ever.
     */
    private Future<List<R>> call(List<T> items) {
        return GuardedCall.of(() -> send.apply(items))
                .compose(answers -> answers.size() == items.size()
                        ? Future.succeededFuture(answers)
                        : Future.failedFuture(new IllegalStateException(
                                "a call about " + items.size() + " items gave " + answers.size() + " answers")));
    }

    private List<Entry<T, R>> next() {
        List<Entry<T, R>> batch = new ArrayList<>();
        while (batch.size() < maxBatch) {
            Entry<T, R> entry = waiting.poll();
            if (entry == null) {
                break;
            }
            batch.add(entry);
        }
        return batch;
    }

    private void answer(List<Entry<T, R>> batch, List<R> answers) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer().complete(answers.get(i));
        }
    }
}
