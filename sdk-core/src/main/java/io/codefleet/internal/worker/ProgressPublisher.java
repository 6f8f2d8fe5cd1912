package io.codefleet.internal.worker;

import io.codefleet.Progress;
import io.codefleet.internal.batch.GuardedCall;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends what an attempt says of itself, as long as somebody watches its task. While nobody does, only the last of it, every
 * few seconds: that is kept with the task, and its answer says when a client begins to watch. Confined to the worker's
 * context.
 */
final class ProgressPublisher {
    /** How long a new watcher waits at most for its first message. */
    static final Duration QUIET = Duration.ofSeconds(5);

    private final AttemptOwner owner;
    private final Function<Progress, Future<Boolean>> broker;
    private boolean unwatched;
    private @Nullable Progress held;
    private long timer = -1;

    /**
     * Creates the publisher of one attempt.
     *
     * @param broker sends it, and says whether anybody watches
     */
    ProgressPublisher(AttemptOwner owner, Function<Progress, Future<Boolean>> broker) {
        this.owner = owner;
        this.broker = broker;
    }

    void publish(Progress progress) {
        if (!unwatched) {
            send(progress);
            return;
        }
        held = progress;
        if (timer < 0) {
            timer = owner.setTimer(QUIET.toMillis(), this::sendHeld);
        }
    }

    private void send(Progress progress) {
        GuardedCall.of(() -> broker.apply(progress))
                .onSuccess(delivered -> owner.onContext(() -> unwatched = !delivered));
    }

    private void sendHeld() {
        timer = -1;
        Progress last = held;
        held = null;
        if (last != null) {
            send(last);
        }
    }

    /** Ends the publishing with the attempt, and sends its last progress. */
    void end() {
        owner.cancelTimer(timer);
        sendHeld();
    }
}
