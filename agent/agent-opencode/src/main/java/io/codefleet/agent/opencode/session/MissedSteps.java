package io.codefleet.agent.opencode.session;

import io.codefleet.AttemptException;
import io.codefleet.agent.opencode.guard.TurnGuard;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Steps of a turn whose events were lost with the connection. The session has what they cost. Confined to the turn's context. */
final class MissedSteps {
    private final TurnGuard guard;
    private boolean possible;

    MissedSteps(TurnGuard guard) {
        this.guard = guard;
    }

    /** Handles a reconnect. */
    void reconnected() {
        possible = true;
    }

    /**
     * Reads what a session that works has consumed, after a reconnect.
     *
     * @param context runs a step on the turn's context
     * @param underWay whether the turn has not ended; asked there, as an answer may come after the end, when the usage is complete
     * @param verdict receives the reason to end the turn, if there is one; not called if no steps were missed
     */
    void look(
            TurnSession running,
            Consumer<Runnable> context,
            BooleanSupplier underWay,
            Consumer<Optional<AttemptException>> verdict) {
        if (!possible) {
            return;
        }
        possible = false;
        TurnResult result = running.result();
        result.messages()
                .compose(messages -> result.spent()
                        .onSuccess(spent -> context.accept(() -> {
                            if (underWay.getAsBoolean()) {
                                verdict.accept(guard.missed(messages.stepEnds(), spent));
                            }
                        })))
                .onFailure(e -> context.accept(() -> possible = true));
    }
}
