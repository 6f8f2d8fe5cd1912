package io.codefleet.agent.opencode.guard;

import io.codefleet.AttemptException;
import io.codefleet.Usage;
import io.codefleet.agent.AttemptBudget;
import io.codefleet.agent.TurnLimits;
import io.codefleet.agent.opencode.client.Json;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Says when a turn is to be aborted, by what is heard of it and by how long nothing is: it goes round in circles, is silent,
 * waits too long for its provider, or costs too much. Confined to the turn's context.
 */
public final class TurnGuard {
    private final LoopGuard loops = new LoopGuard();
    private final StallDetector silence;
    private final ProviderWait provider;
    private final TurnBudget spending;

    public TurnGuard(TurnLimits limits, AttemptBudget budget) {
        this(limits, budget, System::nanoTime, InstantSource.system());
    }

    /**
     * Creates a guard of one turn.
     *
     * @param nanoTime a monotonic clock
     */
    TurnGuard(TurnLimits limits, AttemptBudget budget, LongSupplier nanoTime, InstantSource clock) {
        this.silence = new StallDetector(limits, nanoTime);
        this.provider = new ProviderWait(limits.providerWait(), clock);
        this.spending = new TurnBudget(budget.within(limits.budget(), limits.maxSteps()));
    }

    public StallDetector silence() {
        return silence;
    }

    public TurnBudget spending() {
        return spending;
    }

    /** Handles an event of the session itself. Returns the reason to end the turn, if there is one. */
    public Optional<AttemptException> event(String type, JsonObject properties) {
        if (type.equals("session.status")) {
            return status(Json.object(properties, "status"));
        }
        return loops.fault(type, properties).or(() -> onEvent(type, properties, false));
    }

    /** Handles an event of a subagent's session. Returns the reason to end the turn, if there is one. */
    public Optional<AttemptException> childEvent(String type, JsonObject properties) {
        return type.equals("session.status")
                ? status(Json.object(properties, "status"))
                : onEvent(type, properties, true);
    }

    /**
     * Counts what the session has and no event has reported. Returns the reason to end the turn, if there is one.
     *
     * @param stepEnds the ends of the session's own steps, in their order
     * @param spent what the turn has consumed, with its subagents
     */
    public Optional<AttemptException> missed(List<JsonObject> stepEnds, Usage spent) {
        return spending.missed(stepEnds, spent);
    }

    private Optional<AttemptException> onEvent(String type, JsonObject properties, boolean child) {
        if (type.startsWith("message.part")) {
            provider.over();
        }
        silence.event(type, properties);
        return spending.counts(type, properties) ? spending.tooMuch(properties, child) : Optional.empty();
    }

    private Optional<AttemptException> status(JsonObject status) {
        silence.broken();
        return waits(status);
    }

    private Optional<AttemptException> waits(JsonObject status) {
        silence.waits(provider.left(status));
        return provider.tooLong(status);
    }

    /**
     * Checks a session that has accepted its prompt and does nothing yet. Returns the reason to end the turn, if there
     * is one.
     */
    public Optional<AttemptException> notBegun() {
        return silence.isTooLong() ? Optional.of(silence.notBegun()) : Optional.empty();
    }

    /** Checks a session that has this status. Returns the reason to end the turn, if there is one. */
    public Optional<AttemptException> look(JsonObject status) {
        return waits(status).or(silence::tooLong);
    }
}
