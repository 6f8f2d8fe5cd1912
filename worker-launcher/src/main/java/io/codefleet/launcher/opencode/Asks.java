package io.codefleet.launcher.opencode;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what an agent asks a person, as there is none: a permission that the configuration leaves to a person is refused, in
 * words that let the model go on without it, and a question is turned down. What the configuration allows or denies is never
 * asked. Without an answer the turn would hang.
 */
final class Asks {
    private static final Logger LOG = LoggerFactory.getLogger(Asks.class);
    private static final String REFUSAL =
            "Nobody is there to allow this. Stay within the working directory and do without "
                    + "it, or say in your answer what you would have needed.";

    private final OpenCodeClient client;
    private final String folder;
    private final Set<String> answered = new HashSet<>();

    /** @param folder of the session; a request is known in the folder of its session only */
    Asks(OpenCodeClient client, String folder) {
        this.client = client;
        this.folder = folder;
    }

    /** The tool that asks questions is not even offered to the agent. */
    static JsonArray rules() {
        return new JsonArray()
                .add(new JsonObject()
                        .put("permission", "question")
                        .put("pattern", "*")
                        .put("action", "deny"));
    }

    /** @param request a permission's request */
    void refuse(JsonObject request) {
        String id = Json.text(request, "id");
        if (answered.add(id)) {
            LOG.atInfo()
                    .addKeyValue("session", Json.text(request, "sessionID"))
                    .addKeyValue("permission", Json.text(request, "permission"))
                    .log("refused what the configuration of OpenCode leaves to a person");
            JsonObject reply = new JsonObject().put("reply", "reject").put("message", REFUSAL);
            forgetIfItFails(id, client.tell(inFolder("/permission/" + id + "/reply"), reply));
        }
    }

    /** @param request a question's request */
    void turnDown(JsonObject request) {
        String id = Json.text(request, "id");
        if (answered.add(id)) {
            forgetIfItFails(id, client.tell(inFolder("/question/" + id + "/reject"), new JsonObject()));
        }
    }

    private void forgetIfItFails(String id, Future<Void> reply) {
        reply.onFailure(e -> {
            LOG.atWarn()
                    .addKeyValue("request", id)
                    .addKeyValue("why", e.getMessage())
                    .log("could not answer what OpenCode asks, tries again");
            answered.remove(id);
        });
    }

    private String inFolder(String path) {
        return OpenCodeClient.query(path, "directory", folder);
    }

    /** Looks for what is asked, should its event have been lost; answers only what is ours. */
    Future<Void> look(EventRouter router, SessionTurn turn) {
        Future<Void> permissions = client.array(inFolder("/permission"))
                .onSuccess(requests -> Json.objects(requests).stream()
                        .filter(request -> router.owner(Json.text(request, "sessionID")) == turn)
                        .forEach(this::refuse))
                .mapEmpty();
        Future<Void> questions = client.array(inFolder("/question"))
                .onSuccess(requests -> Json.objects(requests).stream()
                        .filter(request -> router.owner(Json.text(request, "sessionID")) == turn)
                        .forEach(this::turnDown))
                .mapEmpty();
        return Future.join(permissions, questions).mapEmpty();
    }
}
