package io.codefleet.control.api;

import io.codefleet.control.server.PathPrefix;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.SocketException;

/** Writes answers. Whatever goes wrong, a client gets a problem document. */
public final class Answers {
    private Answers() {}

    /** Answers a request that is not valid HTTP, and closes its connection. */
    public static void invalid(HttpServerRequest request, PathPrefix prefix) {
        Throwable cause =
                request.decoderResult() == null ? null : request.decoderResult().cause();
        ProblemKind kind = ProblemKind.MALFORMED_REQUEST;
        if (cause instanceof TooLongHttpLineException) {
            kind = ProblemKind.ADDRESS_TOO_LONG;
        } else if (cause instanceof TooLongHttpHeaderException) {
            kind = ProblemKind.HEADERS_TOO_LARGE;
        }
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CONNECTION, "close");
        send(response, ApiReply.problem(Problem.of(kind, kind.meaning()), prefix));
        request.connection().close();
    }

    /**
     * Returns whether a failure says no more than that the client has closed or reset its connection or stream. A file
     * of which a part is sent then fails with an exception of the library that has no message. After the head, and on a
     * closed connection, such an exception and a fault of input or output have no other cause that an answer could name.
     */
    static boolean isAbandoned(HttpServerResponse response, Throwable failure) {
        boolean isOfLibrary = failure instanceof VertxException && failure.getMessage() == null;
        return failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                || failure instanceof SocketException
                || ((response.headWritten() || response.closed()) && (failure instanceof IOException || isOfLibrary));
    }

    static void send(HttpServerResponse response, ApiReply reply) {
        if (reply.status() == 0 || response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        response.setStatusCode(reply.status());
        if (reply.mediaType().isEmpty()) {
            reply.headers().forEach(response::putHeader);
            response.end();
            return;
        }
        if (reply.mediaType().equals(Problem.MEDIA_TYPE)) {
            Long wait = new JsonObject(reply.body()).getLong("retryAfterMs");
            if (wait != null) {
                response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, (wait + 999) / 1000)));
            }
        }
        if (reply.status() == ProblemKind.UNAUTHENTICATED.status()) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"codefleet\"");
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, reply.mediaType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        reply.headers().forEach(response::putHeader);
        response.end(reply.body());
    }
}
