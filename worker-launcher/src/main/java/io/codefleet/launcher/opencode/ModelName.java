package io.codefleet.launcher.opencode;

import io.vertx.core.json.JsonObject;

/** A model as {@code provider/name}; the name may have slashes of its own. */
final class ModelName {
    private ModelName() {}

    static boolean isWhole(String model) {
        int slash = model.indexOf('/');
        return slash > 0 && slash < model.length() - 1;
    }

    static JsonObject json(String model) {
        int slash = model.indexOf('/');
        return new JsonObject().put("providerID", model.substring(0, slash)).put("modelID", model.substring(slash + 1));
    }
}
