package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.control.auth.Principal;
import io.codefleet.control.server.PathPrefix;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request whose caller was admitted and whose parameters and body keep to the contract. */
final class ApiCall {
    private final RoutingContext context;
    private final ValidatedRequest request;
    private final Principal caller;
    private final CodefleetClient fleet;
    private final PathPrefix prefix;

    ApiCall(
            RoutingContext context,
            ValidatedRequest request,
            Principal caller,
            CodefleetClient fleet,
            PathPrefix prefix) {
        this.prefix = prefix;
        this.context = context;
        this.request = request;
        this.caller = caller;
        this.fleet = fleet;
    }

    /** Returns the client that acts for the caller. The audit records the caller as the actor of its calls. */
    CodefleetClient fleet() {
        return fleet;
    }

    /** Returns the problem document of a failure that is a part of the answer. */
    JsonObject problem(Throwable failure) {
        return Problems.of(failure, RequestRules.name(context.request())).json(prefix);
    }

    /** Returns an answer that is a problem. */
    ApiReply reply(Problem problem) {
        return ApiReply.problem(problem, prefix);
    }

    /** Returns the address of a resource as a client finds it. */
    String address(String path) {
        return prefix.path() + path;
    }

    RoutingContext context() {
        return context;
    }

    /** Returns what completes when the answer was sent, or its receiver is gone. Called on the event loop of the request. */
    Future<Void> ended() {
        Promise<Void> ended = Promise.promise();
        context.addEndHandler(end -> ended.tryComplete());
        if (context.response().closed() || context.response().ended()) {
            ended.tryComplete();
        }
        return ended.future();
    }

    Principal caller() {
        return caller;
    }

    JsonObject body() {
        return request.getBody().getJsonObject();
    }

    /** Returns the body of an operation that needs none; empty if there is none. */
    Optional<JsonObject> optionalBody() {
        RequestParameter body = request.getBody();
        return body == null || body.isNull() || body.isEmpty() ? Optional.empty() : Optional.of(body.getJsonObject());
    }

    String path(String name) {
        RequestParameter value = request.getPathParameters().get(name);
        return value == null ? "" : value.getString();
    }

    /** Returns a parameter of the path that the contract declares as a whole number. */
    int pathNumber(String name) {
        return Objects.requireNonNull(request.getPathParameters().get(name), name)
                .getInteger();
    }

    Optional<String> query(String name) {
        return present(request.getQuery().get(name)).map(RequestParameter::getString);
    }

    Optional<Integer> number(String name) {
        return present(request.getQuery().get(name)).map(RequestParameter::getInteger);
    }

    /** Returns a time in milliseconds since 1970. */
    Optional<Long> time(String name) {
        return present(request.getQuery().get(name)).map(RequestParameter::getLong);
    }

    List<String> list(String name) {
        return present(request.getQuery().get(name))
                .map(RequestParameter::getJsonArray)
                .orElseGet(JsonArray::new)
                .stream()
                .map(Object::toString)
                .toList();
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(context.request().getHeader(name));
    }

    private static Optional<RequestParameter> present(@Nullable RequestParameter value) {
        return Optional.ofNullable(value).filter(parameter -> !parameter.isNull());
    }
}
