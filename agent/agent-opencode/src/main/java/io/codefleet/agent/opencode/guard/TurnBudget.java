package io.codefleet.agent.opencode.guard;

import io.codefleet.AttemptException;
import io.codefleet.Usage;
import io.codefleet.agent.AttemptBudget;
import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.UsageParser;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Adds up what the steps of a turn cost as they end, those of its subagents with them, and says when that is too much. A step
 * that is the last one is never too much: what it cost is spent, and its answer is there.
 */
public final class TurnBudget {
    private static final Set<String> GOES_ON = Set.of("tool-calls", "unknown");

    private final AttemptBudget budget;
    private final Set<String> counted = new HashSet<>();
    private Usage spent = Usage.NONE;
    private int steps;

    TurnBudget(AttemptBudget budget) {
        this.budget = budget;
    }

    /** Returns the usage of the turn so far. */
    public Usage spent() {
        return spent;
    }

    /** Returns the number of steps that the turn has taken so far. */
    public int steps() {
        return steps;
    }

    /** Returns whether an event is the end of a step that was not counted before. */
    boolean counts(String type, JsonObject properties) {
        JsonObject part = Json.object(properties, "part");
        if (!type.equals("message.part.updated")
                || !Json.text(part, "type").equals("step-finish")
                || !counted.add(Json.text(part, "id"))) {
            return false;
        }
        spent = spent.plus(UsageParser.parse(part));
        steps++;
        return true;
    }

    /**
     * Returns an error if a limit is reached and the turn would continue.
     *
     * @param properties of the event that was counted
     * @param child whether it is of a subagent, after which the turn continues in any case
     */
    Optional<AttemptException> tooMuch(JsonObject properties, boolean child) {
        return child || goesOn(properties) ? budget.exceededBy(spent, steps).map(this::error) : Optional.empty();
    }

    /**
     * Counts the steps that were not counted before, and raises the usage to that of the session. Returns an error if a limit
     * is reached and the turn would continue.
     */
    Optional<AttemptException> missed(List<JsonObject> stepEnds, Usage inAll) {
        boolean goesOn = true;
        for (JsonObject part : stepEnds) {
            JsonObject properties = new JsonObject().put("part", part);
            counts("message.part.updated", properties);
            goesOn = goesOn(properties);
        }
        spent = larger(spent, inAll);
        return goesOn ? budget.exceededBy(spent, steps).map(this::error) : Optional.empty();
    }

    private static boolean goesOn(JsonObject properties) {
        return GOES_ON.contains(Json.text(Json.object(properties, "part"), "reason"));
    }

    private static Usage larger(Usage one, Usage other) {
        return Usage.builder()
                .inputTokens(Math.max(one.inputTokens(), other.inputTokens()))
                .outputTokens(Math.max(one.outputTokens(), other.outputTokens()))
                .reasoningTokens(Math.max(one.reasoningTokens(), other.reasoningTokens()))
                .cacheReadTokens(Math.max(one.cacheReadTokens(), other.cacheReadTokens()))
                .cacheWriteTokens(Math.max(one.cacheWriteTokens(), other.cacheWriteTokens()))
                .cost(one.cost().max(other.cost()))
                .build();
    }

    private AttemptException error(AttemptBudget.Reached reached) {
        return TurnFault.BUDGET.error(
                "the attempt was ended, as it has used up its " + reached.cap() + ": " + reached.words(),
                Map.of("cap", reached.cap()));
    }
}
