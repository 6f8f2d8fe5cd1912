package io.codefleet.agent.opencode.session;

import io.codefleet.agent.Agent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The message that begins a turn. */
final class PromptRequest {
    private PromptRequest() {}

    /**
     * Returns the message that prompts the agent.
     *
     * @param instructions the project's instructions for its agents
     */
    static JsonObject message(Agent.TurnRequest request, Optional<String> model, Optional<String> instructions) {
        JsonObject text = new JsonObject().put("type", "text").put("text", request.prompt());
        JsonObject body = new JsonObject().put("parts", new JsonArray().add(text));
        model.ifPresent(name -> body.put("model", ModelName.json(name)));
        request.options().name().ifPresent(name -> body.put("agent", name));
        request.options().variant().ifPresent(variant -> body.put("variant", variant));
        String system = Stream.of(instructions, request.options().systemPrompt())
                .flatMap(Optional::stream)
                .collect(Collectors.joining("\n\n"));
        if (!system.isEmpty()) {
            body.put("system", system);
        }
        return body;
    }
}
