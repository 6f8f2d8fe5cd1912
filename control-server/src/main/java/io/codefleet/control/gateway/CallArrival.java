package io.codefleet.control.gateway;

import io.codefleet.broker.log.remote.GatewayProtocol;
import io.codefleet.broker.log.remote.MessagePieces;
import io.codefleet.error.PayloadTooLargeException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Consumer;

/** The call that arrives on one connection, piece by piece. Lives on the context of the connection. */
final class CallArrival implements IncompleteCalls.Holder {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Context context;
    private final GatewayLimits limits;
    private final IncompleteCalls incomplete;
    private final String actor;
    private final MessagePieces pieces =
            new MessagePieces(GatewayProtocol.MAX_FRAME_BYTES, GatewayProtocol.MAX_CALL_BYTES);
    private Consumer<CloseReason> refusal = reason -> {};
    private long timer = NONE;
    private boolean isHeldBack;
    private boolean isEnded;

    CallArrival(Vertx vertx, GatewayLimits limits, IncompleteCalls incomplete, String actor) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.limits = limits;
        this.incomplete = incomplete;
        this.actor = actor;
    }

    /**
     * Sets the receiver of the reason why the connection takes no more data.
     *
     * @param value hears why no more is taken from the connection
     */
    void onRefusal(Consumer<CloseReason> value) {
        refusal = value;
    }

    /**
     * Adds a piece and returns the call if it is complete.
     *
     * @throws PayloadTooLargeException if the call is larger than a call may be
     */
    Optional<Buffer> take(Buffer piece) {
        if (isEnded) {
            return Optional.empty();
        }
        int before = pieces.incompleteBytes();
        try {
            return pieces.join(piece);
        } finally {
            changed(before, pieces.incompleteBytes());
        }
    }

    private void changed(int before, int now) {
        if (now == before) {
            return;
        }
        if (now == 0) {
            stopTimer();
        } else if (timer == NONE) {
            startTimer();
        }
        incomplete.update(this, now);
    }

    private void startTimer() {
        timer = vertx.setTimer(limits.maxIncompleteAge().toMillis(), late -> {
            timer = NONE;
            if (isHeldBack) {
                startTimer();
            } else {
                end();
                refusal.accept(CloseReason.INCOMPLETE);
            }
        });
    }

    private void stopTimer() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    /** Records whether the connection is not read now, so that the client cannot continue. */
    void holdBack(boolean value) {
        isHeldBack = value;
    }

    /** Ends the arrival: accepts no more pieces, and releases those that it holds. */
    void end() {
        isEnded = true;
        stopTimer();
        pieces.drop();
        incomplete.update(this, 0);
    }

    @Override
    public String actor() {
        return actor;
    }

    @Override
    public void refuse() {
        context.runOnContext(v -> {
            if (!isEnded) {
                end();
                refusal.accept(CloseReason.MEMORY_FULL);
            }
        });
    }
}
