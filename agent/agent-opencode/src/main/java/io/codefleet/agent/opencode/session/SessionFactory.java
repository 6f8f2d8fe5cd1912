package io.codefleet.agent.opencode.session;

import io.codefleet.AttemptException;
import io.codefleet.Usage;
import io.codefleet.agent.Agent.Start;
import io.codefleet.agent.Agent.TurnRequest;
import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.guard.TurnFault;
import io.codefleet.time.DurationText;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Comes by the session of a turn: a new one, the one of an earlier turn, or a copy of another task's. A copy is made for each
 * turn that wants one, so that two followers of a task do not talk in each other's; it moves into the folder of its turn and
 * gets the rules of a new one, as a copy has none.
 */
final class SessionFactory {
    /** The value of {@code startedBy} in the metadata of our sessions. */
    static final String STARTED_BY = "codefleet";

    /**
     * What a folder's first session waits for: OpenCode installs the folder's plugins, which takes two minutes where no package
     * registry answers, and starts its MCP servers.
     */
    private static final Duration LIMIT = Duration.ofMinutes(4);

    /** What OpenCode replaces in the folder of a session when it begins with a prompt, however the folder was named to it. */
    private static final Pattern MISREAD = Pattern.compile("\\\\|%[0-9A-Fa-f]{2}");

    private final OpenCodeClient client;
    private final Duration limit;
    private final TurnRequest request;
    private final JsonArray rules;
    private final String folder;

    /**
     * A session that is ready for its prompt.
     *
     * @param id its id
     * @param folder where it works, as the server names that folder
     * @param before what it has consumed until now
     * @param last the last message that is in it; empty if there is none
     */
    record Opened(String id, String folder, Usage before, String last) {}

    /**
     * Creates a factory of the session of one turn.
     *
     * @param rules what the agent may do
     */
    SessionFactory(OpenCodeClient client, TurnRequest request, JsonArray rules) {
        this(client, request, rules, LIMIT);
    }

    /**
     * Creates a factory of the session of one turn, with a limit for each request.
     *
     * @param limit how long each request may take
     */
    SessionFactory(OpenCodeClient client, TurnRequest request, JsonArray rules, Duration limit) {
        this.client = client.in(request.folder().toString()).within(limit);
        this.limit = limit;
        this.request = request;
        this.rules = rules;
        this.folder = request.folder().toString();
    }

    Future<Opened> open() {
        if (MISREAD.matcher(folder).find()) {
            return Future.failedFuture(AttemptException.permanent("project: OpenCode would work in another folder than "
                    + folder + ", as it reads a backslash or a percent sign with two hexadecimal digits in a name as "
                    + "something else; rename the folder"));
        }
        return checkAgent()
                .compose(known -> ToolRules.of(client, request.options().tools()))
                .compose(denied -> {
                    JsonArray all = rules.copy();
                    denied.forEach(all::add);
                    return start(all);
                })
                .recover(e -> Future.failedFuture(e instanceof TimeoutException ? late(e) : e));
    }

    private AttemptException late(Throwable timeout) {
        return new AttemptException(
                TurnFault.NOT_STARTED
                        .error("OpenCode did not open a session in " + folder + " within " + DurationText.format(limit)
                                + "; it may wait for a package registry that does not answer, from which it installs "
                                + "plugins, or for an MCP server: see the log of OpenCode")
                        .error(),
                timeout);
    }

    private Future<Opened> start(JsonArray all) {
        if (request.start() instanceof Start.SameSession same) {
            return client.object("/session/" + same.sessionId()).compose(this::continued);
        }
        if (request.start() instanceof Start.Fork fork) {
            return client.post("/session/" + fork.sessionId() + "/fork", new JsonObject())
                    .compose(made -> move(Json.text(made, "id"), all));
        }
        return client.post("/session", described(all))
                .map(made -> new Opened(Json.text(made, "id"), made.getString("directory", folder), Usage.NONE, ""));
    }

    private JsonObject described(JsonArray all) {
        return new JsonObject()
                .put("title", request.title())
                .put("metadata", new JsonObject().put("startedBy", STARTED_BY))
                .put("permission", all);
    }

    private Future<Opened> move(String copy, JsonArray all) {
        JsonObject destination =
                new JsonObject().put("sessionID", copy).put("destination", new JsonObject().put("directory", folder));
        return client.postIgnoringAnswer("/experimental/control-plane/move-session", destination)
                .compose(moved -> client.patch("/session/" + copy, described(all)))
                .compose(this::continued);
    }

    private Future<Opened> continued(JsonObject session) {
        String id = Json.text(session, "id");
        TurnResult sofar = new TurnResult(client, new Opened(id, folder, Usage.NONE, ""));
        return sofar.usage()
                .compose(before -> sofar.lastMessage()
                        .map(last -> new Opened(id, session.getString("directory", folder), before, last)));
    }

    /**
     * Checks that the agent exists. OpenCode reports only a failure, without the reason, if it does not know the agent.
     */
    private Future<Void> checkAgent() {
        if (request.options().name().isEmpty()) {
            return Future.succeededFuture();
        }
        String name = request.options().name().get();
        return client.array("/agent").compose(agents -> {
            List<String> names = Json.objects(agents).stream()
                    .map(agent -> Json.text(agent, "name"))
                    .sorted()
                    .toList();
            return names.contains(name)
                    ? Future.succeededFuture()
                    : Future.failedFuture(AttemptException.permanent("agent.name: this worker's OpenCode has no agent '"
                            + name + "'; it has " + String.join(", ", names)));
        });
    }
}
