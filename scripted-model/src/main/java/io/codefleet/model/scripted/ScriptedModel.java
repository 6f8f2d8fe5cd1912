package io.codefleet.model.scripted;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model server that speaks the OpenAI protocol ({@code POST /v1/chat/completions}, streamed or not) and answers from a script, so
 * that a real agent runs without a network and does the same each time.
 *
 * <p>It finds the next step of a conversation from the request alone: from the number of replies since the user's last
 * message. So any number of sessions can play the same conversation at once. Requests for a title or for a short form of the
 * conversation are answered outside the script.
 */
public final class ScriptedModel {
    private static final Logger log = LoggerFactory.getLogger(ScriptedModel.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String PATH = "/v1/chat/completions";
    private static final String MODELS = "/v1/models";
    private static final String INVALID = "invalid_request_error";

    private final Vertx vertx;
    private final Script script;
    private final String host;
    private final StepSelector selector;
    private final HttpServer server;
    private final List<ModelRequest> requests = new CopyOnWriteArrayList<>();

    private ScriptedModel(Vertx vertx, Script script, String host) {
        this.vertx = vertx;
        this.script = script;
        this.host = host;
        this.selector = new StepSelector(script);
        this.server = vertx.createHttpServer().requestHandler(this::receive);
    }

    /** Starts a server on a free port of the loopback interface. */
    public static Future<ScriptedModel> start(Vertx vertx, Script script) {
        return start(vertx, script, LOOPBACK, 0);
    }

    /**
     * Starts a server.
     *
     * @param host the address to listen on, which is part of {@link #baseUrl}
     * @param port the port; 0 for a free one
     */
    public static Future<ScriptedModel> start(Vertx vertx, Script script, String host, int port) {
        ScriptedModel model = new ScriptedModel(vertx, script, host);
        return model.server.listen(port, host).map(listening -> model);
    }

    /** Returns what an OpenAI client takes as its base URL; ends with {@code /v1}. */
    public String baseUrl() {
        return "http://" + host + ":" + server.actualPort() + "/v1";
    }

    /** Returns the requests so far that could be understood, in the order they came. */
    public List<ModelRequest> requests() {
        return List.copyOf(requests);
    }

    /** Returns the requests so far for steps of the script, in the order they came: those without titles and compactions. */
    public List<ModelRequest> steps() {
        return requests.stream()
                .filter(request -> request.purpose() == ModelRequest.Purpose.STEP)
                .toList();
    }

    /**
     * Returns a configuration of OpenCode as JSON that knows only this model, {@code scripted/model}, and those that
     * the script names. A token of a prompt costs 1 and one of a completion 2 dollars a million. Nothing in it lets the
     * agent wait for a person.
     */
    public String openCodeConfig() {
        return OpenCodeConfig.of(baseUrl(), models()).encodePrettily();
    }

    /** Ends the server, and with it the connections that are still open. */
    public Future<Void> close() {
        return server.close();
    }

    private Set<String> models() {
        Set<String> models = new LinkedHashSet<>(List.of(OpenCodeConfig.MODEL));
        models.addAll(script.models());
        return models;
    }

    private void receive(HttpServerRequest http) {
        if (HttpMethod.GET.equals(http.method()) && MODELS.equals(http.path())) {
            JsonArray models = new JsonArray();
            models().forEach(name -> models.add(new JsonObject().put("id", name).put("object", "model")));
            http.response()
                    .putHeader("content-type", "application/json")
                    .end(new JsonObject()
                            .put("object", "list")
                            .put("data", models)
                            .encode());
            return;
        }
        if (!HttpMethod.POST.equals(http.method()) || !PATH.equals(http.path())) {
            String message = http.method() + " " + http.path() + " is not there; the scripted model knows POST " + PATH
                    + " and GET " + MODELS;
            ReplyWriter.refuse(http.response(), 404, message, INVALID, "not_found");
            return;
        }
        http.body().onSuccess(body -> {
            Optional<JsonObject> chat = chat(body);
            if (chat.isPresent()) {
                answer(http, chat.get());
            } else {
                String message = "the body is not a chat request; send JSON with messages";
                ReplyWriter.refuse(http.response(), 400, message, INVALID, "invalid_body");
            }
        });
    }

    private static Optional<JsonObject> chat(Buffer body) {
        try {
            return Json.decodeValue(body) instanceof JsonObject json && json.getValue("messages") instanceof JsonArray
                    ? Optional.of(json)
                    : Optional.empty();
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    private void answer(HttpServerRequest http, JsonObject body) {
        ModelRequest request = new ModelRequest(body, headers(http));
        http.response().closeHandler(closed -> request.close());
        Optional<ScriptStep> step = selector.step(request);
        requests.add(request);
        log.atDebug()
                .addKeyValue("session", request.session())
                .addKeyValue("model", request.model())
                .addKeyValue("purpose", request.purpose())
                .addKeyValue("replies", request.repliesSinceUser())
                .addKeyValue("step", step.map(ScriptStep::toString).orElse("none fits"))
                .log("asked");
        if (step.isPresent()) {
            new ReplyWriter(vertx, http, request, step.get()).start();
        } else {
            String message = "no conversation of the script fits '" + request.lastUserText()
                    + "'; write one whose 'when' is part of it, or a fallback";
            ReplyWriter.refuse(http.response(), 400, message, INVALID, "no_conversation");
        }
    }

    private static Map<String, String> headers(HttpServerRequest http) {
        return http.headers().entries().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        Map.Entry::getValue,
                        (first, second) -> first + ", " + second));
    }
}
