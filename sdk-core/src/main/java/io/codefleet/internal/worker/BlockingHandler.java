package io.codefleet.internal.worker;

import io.codefleet.Attempt;
import io.codefleet.BlockingTaskHandler;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.internal.batch.GuardedCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs what may block on a thread of its own, which is interrupted when the attempt is to stop. */
final class BlockingHandler implements TaskHandler {
    private final Executor threads;
    private final TaskHandler work;

    /**
     * Creates a handler that runs another on a thread of its own.
     *
     * @param work what is called on the thread; it blocks in the call, not in its future
     */
    BlockingHandler(Executor threads, TaskHandler work) {
        this.threads = threads;
        this.work = work;
    }

    /** Returns a handler that runs a blocking one on the calling thread, and has ended when that returns. */
    static TaskHandler inPlace(BlockingTaskHandler handler) {
        return attempt -> {
            try {
                return Future.succeededFuture(handler.handle(attempt));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Future.failedFuture(e);
            } catch (Exception e) {
                return Future.failedFuture(e);
            }
        };
    }

    @Override
    public Future<TaskResult> handle(Attempt attempt) {
        Call call = new Call(attempt);
        attempt.stopRequested().onSuccess(call::stop);
        threads.execute(call);
        return call.result.future();
    }

    /** One call, from its wait for a thread to its end. */
    private final class Call implements Runnable {
        private final Attempt attempt;
        private final Promise<TaskResult> result = Promise.promise();
        private boolean isStopped;
        private boolean hasBegun;
        private @Nullable Thread thread;

        Call(Attempt attempt) {
            this.attempt = attempt;
        }

        /** Stops the handler. If it has not begun, it never begins; once it has ended, its thread belongs to another. */
        void stop(Attempt.StopReason reason) {
            synchronized (this) {
                isStopped = true;
                if (thread != null) {
                    thread.interrupt();
                }
                if (hasBegun) {
                    return;
                }
            }
            result.tryFail(new InterruptedException("stopped before a thread was free: " + reason));
        }

        private synchronized boolean begins() {
            if (isStopped) {
                return false;
            }
            hasBegun = true;
            thread = Thread.currentThread();
            return true;
        }

        private synchronized void leave() {
            thread = null;
            // An interrupt that the handler did not see must not reach what runs on the thread next.
            Thread.interrupted();
        }

        @Override
        public void run() {
            if (!begins()) {
                return;
            }
            Future<TaskResult> end;
            try {
                end = GuardedCall.of(() -> work.handle(attempt));
            } finally {
                leave();
            }
            end.onComplete(ended -> {
                if (ended.succeeded()) {
                    result.tryComplete(ended.result());
                } else {
                    result.tryFail(ended.cause());
                }
            });
        }
    }
}
