package io.codefleet.launcher.opencode;

import io.codefleet.launcher.worker.Agent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The message that begins a turn. */
final class Prompting {
    private Prompting() {}

    static JsonObject message(Agent.Request request, Optional<String> model) {
        JsonObject text = new JsonObject().put("type", "text").put("text", request.prompt());
        JsonObject body = new JsonObject().put("parts", new JsonArray().add(text));
        model.ifPresent(name -> body.put("model", ModelName.json(name)));
        request.options().name().ifPresent(name -> body.put("agent", name));
        request.options().variant().ifPresent(variant -> body.put("variant", variant));
        request.options().systemPrompt().ifPresent(system -> body.put("system", system));
        return body;
    }
}
