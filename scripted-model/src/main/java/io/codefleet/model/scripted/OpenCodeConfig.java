package io.codefleet.model.scripted;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** A configuration of OpenCode that knows the models of a script. */
final class OpenCodeConfig {
    private static final String PROVIDER = "scripted";
    /** The model that is always there. */
    static final String MODEL = "model";

    private static final int CONTEXT = 128_000;
    private static final int OUTPUT = 8_192;

    private OpenCodeConfig() {}

    static JsonObject of(String baseUrl, Set<String> models) {
        String name = PROVIDER + "/" + MODEL;
        return new JsonObject()
                .put("$schema", "https://opencode.ai/config.json")
                .put("model", name)
                .put("small_model", name)
                .put("enabled_providers", new JsonArray().add(PROVIDER))
                .put("autoupdate", false)
                .put("share", "disabled")
                .put("permission", permission())
                .put("provider", new JsonObject().put(PROVIDER, provider(baseUrl, models)));
    }

    private static JsonObject provider(String baseUrl, Set<String> names) {
        JsonObject models = new JsonObject();
        names.forEach(name -> models.put(name, model(name)));
        return new JsonObject()
                .put("npm", "@ai-sdk/openai-compatible")
                .put("name", "Scripted model")
                .put("options", new JsonObject().put("baseURL", baseUrl).put("apiKey", "none"))
                .put("models", models);
    }

    private static JsonObject model(String name) {
        return new JsonObject()
                .put("name", "Scripted model " + name)
                .put("cost", prices())
                .put("limit", new JsonObject().put("context", CONTEXT).put("output", OUTPUT));
    }

    /**
     * Returns the prices in dollars for a million tokens. Tokens without a price cost nothing, so that a budget would
     * not count them.
     */
    private static JsonObject prices() {
        return new JsonObject()
                .put("input", 1)
                .put("output", 2)
                .put("cache_read", 0.1)
                .put("cache_write", 1.25);
    }

    /** Returns permissions that deny each request that would need a person, as there is none. */
    private static JsonObject permission() {
        return new JsonObject()
                .put("question", "deny")
                .put("external_directory", "deny")
                .put("doom_loop", "allow")
                .put("webfetch", "deny");
    }
}
