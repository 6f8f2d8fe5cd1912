package io.codefleet.control.api;

import io.codefleet.control.server.PathPrefix;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.Operation;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for requests that an OpenAPI document cannot state. */
final class RequestRules {
    /** The media type of a JSON merge patch. */
    static final String MERGE_PATCH = "application/merge-patch+json";

    private static final String PLAIN_JSON = "application/json";
    private static final Pattern JSON = Pattern.compile("application/json\\s*(;\\s*charset=\"?utf-?8\"?\\s*)?");
    private static final Pattern AMBIGUOUS = Pattern.compile(".*/(/|(\\.|%2e){1,2}(/.*)?$).*");

    private RequestRules() {}

    /**
     * Returns whether a path has one reading only. The router reads a path with its dots resolved and the contract library as it
     * is, so that a path with dots could name one resource to the first and another to the second.
     */
    static boolean unambiguous(String path) {
        return path.startsWith("/api")
                && !(mayBeAmbiguous(path)
                        && AMBIGUOUS.matcher(path.toLowerCase(Locale.ROOT)).matches());
    }

    /** Returns whether a path has any of the characters of which two readings are made; most have none. */
    private static boolean mayBeAmbiguous(String path) {
        return path.contains("//") || path.contains("/.") || path.contains("/%");
    }

    /** Refuses a body of another media type, or none where there must be one. */
    static Optional<Problem> body(RoutingContext context, Operation operation) {
        if (operation.getRequestBody() == null) {
            return Optional.empty();
        }
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        boolean json = type != null && isJson(type.toLowerCase(Locale.ROOT).trim(), operation);
        Buffer body = context.body().buffer();
        boolean empty = body == null || body.length() == 0;
        if (empty && !operation.getRequestBody().isRequired()) {
            return Optional.empty();
        }
        if (empty && (type == null || json)) {
            return Optional.of(Problem.of(
                    ProblemKind.INVALID_INPUT, operation.getOperationId() + " needs a JSON document as its body."));
        }
        return json
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                        "The body has the media type '" + type + "'; send JSON as 'application/json'."));
    }

    private static boolean isJson(String type, Operation operation) {
        return type.equals(PLAIN_JSON)
                || JSON.matcher(type).matches()
                || (type.equals(MERGE_PATCH)
                        && operation.getRequestBody().getContent().containsKey(MERGE_PATCH));
    }

    /** Returns the method and the path of a request, without its query, which may hold a ticket. */
    static String name(HttpServerRequest request) {
        return request.method() + " " + request.path();
    }

    /** Returns whether a body is something else than a JSON document. */
    static boolean malformed(@Nullable Buffer body) {
        if (body == null || body.length() == 0) {
            return false;
        }
        try {
            Json.decodeValue(body);
            return false;
        } catch (DecodeException e) {
            return true;
        }
    }

    /**
     * Reads what is left of the body of a request that has its answer, so that the connection can be used again, and keeps
     * nothing of it. A client that sends more than it could have sent, or not in time, loses the connection.
     */
    static void discardBody(Vertx vertx, HttpServerRequest request, long limit, Duration time) {
        if (request.isEnded()) {
            return;
        }
        AtomicLong received = new AtomicLong();
        long timer =
                vertx.setTimer(time.toMillis(), late -> request.connection().close());
        request.endHandler(ended -> vertx.cancelTimer(timer));
        request.exceptionHandler(closed -> vertx.cancelTimer(timer));
        request.handler(data -> {
            if (received.addAndGet(data.length()) > limit) {
                request.connection().close();
            }
        });
        request.resume();
    }

    /** Ends a request whose body does not arrive in time; its connection cannot be used for another request. */
    static void limitBodyTime(Vertx vertx, RoutingContext context, Duration limit, PathPrefix prefix) {
        HttpServerRequest request = context.request();
        long timer = vertx.setTimer(limit.toMillis(), fired -> {
            if (!request.isEnded()) {
                request.response().putHeader(HttpHeaders.CONNECTION, "close");
                Answers.send(
                        request.response(),
                        ApiReply.problem(
                                Problem.of(
                                        ProblemKind.REQUEST_TIMEOUT,
                                        "The body did not arrive within " + limit.toMillis() + " milliseconds."),
                                prefix));
                request.connection().close();
            }
        });
        context.addEndHandler(ended -> vertx.cancelTimer(timer));
    }
}
