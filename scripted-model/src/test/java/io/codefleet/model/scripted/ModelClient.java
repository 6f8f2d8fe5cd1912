package io.codefleet.model.scripted;

import static io.codefleet.testing.FutureResults.get;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks a scripted model as OpenCode does. */
final class ModelClient {
    private final Vertx vertx;
    private final HttpClient http;
    private final String url;

    ModelClient(Vertx vertx, String baseUrl) {
        this.vertx = vertx;
        this.http = vertx.createHttpClient();
        this.url = baseUrl + "/chat/completions";
    }

    /** What came of a request that was read to its end, or to where it broke. */
    record Answered(int status, HttpClientResponse response, String body, boolean broken) {
        List<JsonObject> chunks() {
            return body.lines()
                    .filter(line -> line.startsWith("data: {"))
                    .map(line -> new JsonObject(line.substring(6)))
                    .toList();
        }

        Stream<JsonObject> deltas() {
            return choices().map(choice -> choice.getJsonObject("delta"));
        }

        Stream<JsonObject> choices() {
            return chunks().stream()
                    .filter(chunk -> !chunk.getJsonArray("choices").isEmpty())
                    .map(chunk -> chunk.getJsonArray("choices").getJsonObject(0));
        }

        String joined(String field) {
            return deltas().map(delta -> delta.getString(field, "")).collect(Collectors.joining());
        }

        String text() {
            return joined("content");
        }

        List<String> finishes() {
            return choices()
                    .map(choice -> choice.getString("finish_reason"))
                    .filter(reason -> reason != null)
                    .toList();
        }

        JsonObject usage() {
            return chunks().get(chunks().size() - 1).getJsonObject("usage");
        }

        List<JsonObject> calls() {
            return deltas().filter(delta -> delta.containsKey("tool_calls"))
                    .map(delta -> delta.getJsonArray("tool_calls").getJsonObject(0))
                    .toList();
        }

        /** The calls as {@code name arguments}, put together from their pieces. */
        List<String> completeCalls() {
            return calls().stream().collect(Collectors.groupingBy(call -> call.getInteger("index"))).values().stream()
                    .map(pieces -> pieces.stream()
                            .map(piece -> piece.getJsonObject("function"))
                            .map(each -> (each.containsKey("name") ? each.getString("name") + " " : "")
                                    + each.getString("arguments"))
                            .collect(Collectors.joining()))
                    .toList();
        }

        JsonObject error() {
            return new JsonObject(body).getJsonObject("error");
        }
    }

    static JsonObject message(String role, Object content) {
        return new JsonObject().put("role", role).put("content", content);
    }

    static JsonObject tool(String name) {
        return new JsonObject().put("type", "function").put("function", new JsonObject().put("name", name));
    }

    static JsonObject chat(JsonObject... messages) {
        return new JsonObject()
                .put("model", "model")
                .put("stream", true)
                .put("messages", new JsonArray(new ArrayList<>(List.of(messages))))
                .put("tools", new JsonArray().add(tool("bash")));
    }

    /** A request after some replies to a message, each of which called a tool. */
    static JsonObject chat(String user, int replies) {
        JsonObject chat = chat(message("system", "You are an agent"), message("user", user));
        for (int i = 0; i < replies; i++) {
            chat.getJsonArray("messages").add(message("assistant", "")).add(message("tool", "it ran"));
        }
        return chat;
    }

    Answered ask(String user, int replies) {
        return ask(chat(user, replies));
    }

    Answered ask(JsonObject chat) {
        return send(HttpMethod.POST, url, chat.encode(), "");
    }

    Answered send(HttpMethod method, String absoluteUrl, String body, String session) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(absoluteUrl)
                .putHeader("X-Session-Id", session);
        return get(onLoop(() ->
                http.request(options).compose(request -> request.send(body)).compose(ModelClient::read)));
    }

    /** Sends a request, has its response handled before anything of its body comes, and answers the request. */
    Future<HttpClientRequest> begin(JsonObject chat, Handler<HttpClientResponse> responses) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(url);
        return onLoop(() -> http.request(options).map(request -> {
            request.response().onSuccess(responses);
            request.end(chat.encode());
            return request;
        }));
    }

    /** On one event loop throughout, so that no part of a response comes before its handler is there. */
    private <T> Future<T> onLoop(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        vertx.runOnContext(run -> action.get().onComplete(promise));
        return promise.future();
    }

    String url() {
        return url;
    }

    private static Future<Answered> read(HttpClientResponse response) {
        Promise<Answered> read = Promise.promise();
        StringBuilder body = new StringBuilder();
        response.handler(part -> body.append(part.toString()));
        response.exceptionHandler(
                e -> read.tryComplete(new Answered(response.statusCode(), response, body.toString(), true)));
        response.endHandler(
                end -> read.tryComplete(new Answered(response.statusCode(), response, body.toString(), false)));
        return read.future();
    }
}
