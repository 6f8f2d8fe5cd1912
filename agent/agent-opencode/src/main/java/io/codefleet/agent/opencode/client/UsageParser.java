package io.codefleet.agent.opencode.client;

import io.codefleet.Price;
import io.codefleet.Usage;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Reads the tokens and the cost that OpenCode reports for a session or a step. */
public final class UsageParser {
    private static final int COST_DECIMALS = 10;

    private UsageParser() {}

    /**
     * Reads the usage that OpenCode reports.
     *
     * @param source a session, for its totals, or a step that has ended, for its own
     */
    public static Usage parse(JsonObject source) {
        JsonObject tokens = Json.object(source, "tokens");
        JsonObject cache = Json.object(tokens, "cache");
        return Usage.builder()
                .inputTokens(Json.count(tokens, "input"))
                .outputTokens(Json.count(tokens, "output"))
                .reasoningTokens(Json.count(tokens, "reasoning"))
                .cacheReadTokens(Json.count(cache, "read"))
                .cacheWriteTokens(Json.count(cache, "write"))
                .cost(cost(source))
                .build();
    }

    /**
     * Returns the cost, rounded to ten decimals. OpenCode adds up binary fractions of a dollar, so later digits are
     * rounding errors.
     */
    private static BigDecimal cost(JsonObject source) {
        double cost = source.getValue("cost") instanceof Number number ? number.doubleValue() : 0;
        // A price that nobody can have paid must not lose the work.
        return cost > 0
                ? BigDecimal.valueOf(Math.min(cost, Price.MAX.doubleValue()))
                        .setScale(COST_DECIMALS, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                : BigDecimal.ZERO;
    }
}
