package io.codefleet.mcp;

import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The streamable HTTP transport of the protocol in its form without sessions: each POST has one message and its response the
 * answer. So a client may reach another process each time.
 */
final class HttpListener {
    /** The path that takes messages. */
    static final String PATH = "/mcp";

    /** The header that names the task whose agent calls. */
    static final String TASK = "Codefleet-Task";

    /** How many bytes a message may have. */
    static final int MAX_MESSAGE = 4 * 1024 * 1024;

    /** How long a client may take to send the head of its first request, and the body of each request. */
    static final Duration SENDING = Duration.ofSeconds(30);

    /** Longer than a call may wait, during which nothing is sent. */
    private static final Duration IDLE = McpServerOptions.LONGEST.plusMinutes(5);

    private static final String VERSION = "MCP-Protocol-Version";
    private static final String ORIGIN = "Origin";
    private static final String BEARER = "Bearer ";
    private static final int MAX_TASK_LENGTH = 200;

    private final Vertx vertx;
    private final MessageExchange exchange;
    private final McpHttpOptions options;
    private final Duration sending;
    private final OpenConnections connections;
    private final HttpServer server;

    HttpListener(Vertx vertx, MessageExchange exchange, McpHttpOptions options, Duration sending) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.options = options;
        this.sending = sending;
        this.connections = new OpenConnections(vertx, sending);
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.host())
                // with it a connection is known only after its first head
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout((int) IDLE.toSeconds());
        options.tls()
                .ifPresent(files -> http.setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(files.certificate().toString())
                                .setKeyPath(files.key().toString())));
        this.server =
                vertx.createHttpServer(http).connectionHandler(connections).requestHandler(this::receive);
    }

    /** Listens, and returns the port. */
    Future<Integer> listen(int port) {
        Optional<InvalidInputException> fault = options.fault();
        return fault.isPresent()
                ? Future.failedFuture(fault.get())
                : server.listen(port, options.host()).map(HttpServer::actualPort);
    }

    Future<Void> close() {
        return server.close();
    }

    private void receive(HttpServerRequest request) {
        Optional<HttpRejection> refused = refusal(request);
        if (refused.isPresent()) {
            end(request, refused.get());
            return;
        }
        connections.requested(request.connection());
        long timer =
                vertx.setTimer(sending.toMillis(), late -> request.connection().close());
        request.response().closeHandler(closed -> vertx.cancelTimer(timer));
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() <= MAX_MESSAGE) {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(all -> {
            vertx.cancelTimer(timer);
            if (body.length() > MAX_MESSAGE) {
                end(request, new HttpRejection(413, "the message has more than " + MAX_MESSAGE + " bytes; send less"));
            } else {
                answer(request, body.toString(StandardCharsets.UTF_8));
            }
        });
    }

    private void answer(HttpServerRequest request, String message) {
        Optional<String> task = Optional.ofNullable(request.getHeader(TASK));
        ToolCaller caller = options.key().isPresent() ? ToolCaller.of(task) : ToolCaller.withoutKey(task);
        // a client closes the connection to give up a request
        exchange.handle(message, caller.until(gone(request.response())), new OpenRequests())
                .onSuccess(answer -> {
                    if (request.response().closed()) {
                        return;
                    }
                    if (answer.isEmpty()) {
                        request.response().setStatusCode(202).end();
                    } else {
                        request.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                                .end(answer.get());
                    }
                });
    }

    /** Returns what ends when the client does not wait for a response any more. */
    private static Future<Void> gone(HttpServerResponse response) {
        Promise<Void> gone = Promise.promise();
        response.closeHandler(closed -> gone.tryComplete());
        response.exceptionHandler(failure -> gone.tryComplete());
        if (response.closed()) {
            gone.tryComplete();
        }
        return gone.future();
    }

    /**
     * HttpRejection of a request.
     *
     * @param status the status of HTTP
     * @param reason what is wrong and what to do
     */
    private record HttpRejection(int status, String reason) {}

    private Optional<HttpRejection> refusal(HttpServerRequest request) {
        String origin = request.getHeader(ORIGIN);
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String version = request.getHeader(VERSION);
        String task = request.getHeader(TASK);
        HttpRejection refusal = null;
        if (!request.path().equals(PATH)) {
            refusal = new HttpRejection(404, "there is only " + PATH + " here");
        } else if (origin != null && !options.origins().contains(origin)) {
            refusal = new HttpRejection(
                    403, ORIGIN + ": " + origin + " is not accepted; start the server with this origin");
        } else if (!hasKey(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            refusal = new HttpRejection(401, "Authorization: the key is missing or wrong; send 'Bearer KEY'");
        } else if (!request.method().equals(HttpMethod.POST)) {
            request.response().putHeader(HttpHeaders.ALLOW, "POST");
            refusal = new HttpRejection(
                    405, "this server keeps no sessions and sends nothing by itself; send messages by POST");
        } else if (type == null || !type.startsWith("application/json")) {
            refusal = new HttpRejection(415, "Content-Type: must be application/json");
        } else if (version != null && !exchange.protocolVersions().contains(version)) {
            refusal = new HttpRejection(
                    400,
                    VERSION + ": " + version + " is not supported, must be one of "
                            + String.join(", ", exchange.protocolVersions()));
        } else if (task == null ? options.taskRequired() : task.isBlank() || task.length() > MAX_TASK_LENGTH) {
            refusal = new HttpRejection(403, TASK + ": must be the id of the task whose agent calls");
        }
        return Optional.ofNullable(refusal);
    }

    private boolean hasKey(@Nullable String given) {
        return options.key()
                .map(key -> given != null
                        && MessageDigest.isEqual(
                                (BEARER + key).getBytes(StandardCharsets.UTF_8),
                                given.getBytes(StandardCharsets.UTF_8)))
                .orElse(true);
    }

    private static void end(HttpServerRequest request, HttpRejection refusal) {
        JsonObject error = new JsonObject().put("code", -32600).put("message", refusal.reason());
        request.response()
                .setStatusCode(refusal.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject()
                        .put("jsonrpc", "2.0")
                        .putNull("id")
                        .put("error", error)
                        .encode());
    }
}
