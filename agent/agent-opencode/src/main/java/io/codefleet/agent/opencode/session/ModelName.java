package io.codefleet.agent.opencode.session;

import io.codefleet.AttemptException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** A model as {@code provider/name}; the name may have slashes of its own. */
final class ModelName {
    private ModelName() {}

    /** Returns the error of a malformed name, if it is malformed. */
    static Optional<AttemptException> fault(String model) {
        int slash = model.indexOf('/');
        return slash > 0 && slash < model.length() - 1
                ? Optional.empty()
                : Optional.of(AttemptException.permanent("the model '" + model
                        + "' names no provider; write provider/name, as in anthropic/claude-sonnet-4-0"));
    }

    static JsonObject json(String model) {
        int slash = model.indexOf('/');
        return new JsonObject().put("providerID", model.substring(0, slash)).put("modelID", model.substring(slash + 1));
    }
}
