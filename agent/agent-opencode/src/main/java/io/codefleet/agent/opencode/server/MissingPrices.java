package io.codefleet.agent.opencode.server;

import io.codefleet.agent.opencode.client.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of models whose tokens from a cache cost nothing, as their prices leave that one out: budgets do not see them. */
final class MissingPrices {
    private static final Logger log = LoggerFactory.getLogger(MissingPrices.class);
    private static final String CACHE_READ = "cache_read";

    private MissingPrices() {}

    /**
     * Warns of models for which the configuration has no price of cached tokens.
     *
     * @param config the configuration of OpenCode, as its server returns it
     */
    static void warn(JsonObject config) {
        List<String> models = models(config);
        if (!models.isEmpty()) {
            log.atWarn()
                    .addKeyValue("models", String.join(", ", models))
                    .log("models have prices without cost.cache_read: tokens from a cache count as free, and max_cost "
                            + "does not see them; add the price to OpenCode's configuration");
        }
    }

    /** Returns the models that have a price of tokens but none of cached ones, as {@code provider/name}. */
    static List<String> models(JsonObject config) {
        JsonObject providers = Json.object(config, "provider");
        return providers.fieldNames().stream()
                .flatMap(provider -> {
                    JsonObject models = Json.object(Json.object(providers, provider), "models");
                    return models.fieldNames().stream()
                            .filter(model -> isWithout(Json.object(Json.object(models, model), "cost")))
                            .map(model -> provider + "/" + model);
                })
                .sorted()
                .toList();
    }

    private static boolean isWithout(JsonObject cost) {
        return cost.getValue("input") instanceof Number input
                && input.doubleValue() > 0
                && !cost.containsKey(CACHE_READ);
    }
}
