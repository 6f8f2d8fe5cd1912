package io.codefleet.agent.opencode.session;

import io.codefleet.agent.Agent.Event;
import io.codefleet.agent.Agent.PermissionDecision;
import io.codefleet.agent.PermissionRule;
import io.codefleet.agent.PermissionRule.Action;
import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.opencode.client.EventRouter;
import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.client.SessionListener;
import io.codefleet.agent.opencode.guard.StallDetector;
import io.codefleet.time.DurationText;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what an agent asks a person: at once with no, in words that let the model go on without it, or as someone decides
 * within a time. What the rules allow or deny is never asked. Without an answer the turn would hang. Confined to the turn's
 * context.
 */
final class PermissionRequests {
    private static final Logger log = LoggerFactory.getLogger(PermissionRequests.class);
    private static final String OUTSIDE = "external_directory";
    private static final String DO_WITHOUT = " Stay within the working directory and do without "
            + "it, or say in your answer what you would have needed.";

    private final Vertx vertx;
    private final Consumer<Runnable> onContext;
    private final OpenCodeClient client;
    private final Optional<Duration> limit;
    private final Handler<Event> people;
    private final StallDetector silence;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Promise<PermissionDecision>> open = new HashMap<>();
    private final Map<String, PermissionDecision> decided = new HashMap<>();

    /**
     * Creates the handler of the permission requests and questions of a session.
     *
     * @param onContext runs an action on the turn's context
     * @param client for requests about the session's folder, to which permission requests belong
     * @param limit how long a person may take to decide; absent: no person is asked
     * @param people receives each request to a person
     */
    PermissionRequests(
            Vertx vertx,
            Consumer<Runnable> onContext,
            OpenCodeClient client,
            Optional<Duration> limit,
            Handler<Event> people,
            StallDetector silence) {
        this.vertx = vertx;
        this.onContext = onContext;
        this.client = client;
        this.limit = limit;
        this.people = people;
        this.silence = silence;
    }

    /**
     * Returns the permission rules of a session. A subagent's session takes over only the rules that deny, and all
     * rules of {@value #OUTSIDE}. Where a person must be asked, it is denied, so that a subagent does nothing without
     * the question.
     */
    static JsonArray rules(PermissionSettings permissions) {
        JsonArray rules = new JsonArray();
        for (PermissionRule rule : permissions.rules()) {
            if (rule.action() == Action.ASK && !rule.permission().equals(OUTSIDE)) {
                rules.add(json(rule, Action.DENY));
            }
            rules.add(json(rule, rule.action()));
        }
        return rules;
    }

    private static JsonObject json(PermissionRule rule, Action action) {
        return new JsonObject()
                .put("permission", rule.permission())
                .put("pattern", rule.pattern())
                .put("action", action.word());
    }

    /**
     * Handles a request for a permission.
     *
     * @param request a permission's request
     */
    void permission(JsonObject request) {
        String id = Json.text(request, "id");
        String kind = Json.text(request, "permission");
        if (seen.add(id)) {
            decision(id, kind, about(request)).onSuccess(decision -> {
                log.atInfo()
                        .addKeyValue("session", Json.text(request, "sessionID"))
                        .addKeyValue("permission", kind)
                        .addKeyValue("allowed", decision.allowed())
                        .log("answered what the agent asked to be allowed");
                JsonObject reply = decision.allowed()
                        ? new JsonObject().put("reply", "once")
                        : new JsonObject().put("reply", "reject").put("message", decision.words() + DO_WITHOUT);
                again(id, client.postIgnoringAnswer("/permission/" + id + "/reply", reply));
            });
        }
    }

    private static String about(JsonObject request) {
        String command = Json.text(Json.object(request, "metadata"), "command");
        return command.isEmpty() ? String.join(", ", Json.texts(request, "patterns")) : command;
    }

    /**
     * Handles a question to a person.
     *
     * @param request a question's request
     */
    void question(JsonObject request) {
        String id = Json.text(request, "id");
        List<JsonObject> questions = Json.objects(request, "questions");
        if (seen.add(id)) {
            String about = questions.stream().map(PermissionRequests::words).collect(Collectors.joining("\n"));
            decision(id, "question", about)
                    .onSuccess(decision -> again(
                            id,
                            decision.allowed()
                                    ? client.postIgnoringAnswer(
                                            "/question/" + id + "/reply",
                                            new JsonObject().put("answers", answers(questions, decision.words())))
                                    : client.postIgnoringAnswer("/question/" + id + "/reject", new JsonObject())));
        }
    }

    private static String words(JsonObject question) {
        String options = Json.objects(question, "options").stream()
                .map(option -> Json.text(option, "label"))
                .collect(Collectors.joining(" | "));
        return Json.text(question, "question") + (options.isEmpty() ? "" : " [" + options + "]");
    }

    /**
     * Returns the answer to each question: one line of the text; where there is none, the first option of the question.
     */
    static JsonArray answers(List<JsonObject> questions, String words) {
        List<String> lines = words.lines().toList();
        JsonArray answers = new JsonArray();
        for (int i = 0; i < questions.size(); i++) {
            String first = Json.objects(questions.get(i), "options").stream()
                    .map(option -> Json.text(option, "label"))
                    .findFirst()
                    .orElse("yes");
            String line = i < lines.size() ? lines.get(i).strip() : "";
            answers.add(new JsonArray().add(line.isEmpty() ? first : line));
        }
        return answers;
    }

    /** Completes on the context. */
    private Future<PermissionDecision> decision(String id, String kind, String about) {
        PermissionDecision before = decided.get(id);
        if (before != null) {
            return Future.succeededFuture(before);
        }
        PermissionDecision nobody = new PermissionDecision(false, "Nobody is there to allow this.");
        if (limit.isEmpty()) {
            decided.put(id, nobody);
            return Future.succeededFuture(nobody);
        }
        Duration time = limit.get();
        Promise<PermissionDecision> asked = Promise.promise();
        Promise<PermissionDecision> here = Promise.promise();
        PermissionDecision late =
                new PermissionDecision(false, "Nobody has allowed this within " + DurationText.format(time) + ".");
        long timer = vertx.setTimer(Math.max(1, time.toMillis()), t -> asked.tryComplete(late));
        open.put(id, asked);
        silence.asked();
        asked.future()
                .onComplete(answered -> onContext.accept(() -> {
                    vertx.cancelTimer(timer);
                    open.remove(id);
                    silence.answered();
                    decided.put(id, answered.succeeded() ? answered.result() : nobody);
                    here.complete(decided.get(id));
                }));
        people.handle(new Event.Asked(kind, about, time, asked));
        return here.future();
    }

    /** Cancels all open requests, because the turn has ended and needs no decision. */
    void close() {
        List.copyOf(open.values())
                .forEach(asked -> asked.tryComplete(new PermissionDecision(false, "The turn has ended.")));
    }

    private void again(String id, Future<Void> reply) {
        reply.onFailure(e -> {
            log.atWarn()
                    .addKeyValue("request", id)
                    .addKeyValue("why", e.getMessage())
                    .log("could not answer what OpenCode asks, tries again");
            onContext.accept(() -> seen.remove(id));
        });
    }

    /** Reads the open requests, in case the event of one was lost; answers only those of this session. */
    Future<Void> look(EventRouter router, SessionListener turn) {
        Future<Void> permissions = client.array("/permission")
                .onSuccess(requests -> onContext.accept(() -> Json.objects(requests).stream()
                        .filter(request -> router.owner(Json.text(request, "sessionID")) == turn)
                        .forEach(this::permission)))
                .mapEmpty();
        Future<Void> questions = client.array("/question")
                .onSuccess(requests -> onContext.accept(() -> Json.objects(requests).stream()
                        .filter(request -> router.owner(Json.text(request, "sessionID")) == turn)
                        .forEach(this::question)))
                .mapEmpty();
        return Future.join(permissions, questions).mapEmpty();
    }
}
