package io.codefleet.agent.opencode.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a server of OpenCode. Each request has a limit of time and its answer one of size. Fails with a {@link ServerFault}
 * where the server answered with an error, and with what the connection failed with otherwise.
 */
public final class OpenCodeClient {
    private static final Logger log = LoggerFactory.getLogger(OpenCodeClient.class);
    static final Duration LIMIT = Duration.ofSeconds(30);
    /** Names the folder that a request is about. As a parameter of the query, OpenCode decodes a folder twice. */
    private static final String DIRECTORY = "x-opencode-directory";

    static final int MAX_BODY_BYTES = 32 * 1024 * 1024;
    private static final int MAX_CONNECTIONS = 64;
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    private final ServerAddress address;
    private final HttpClient http;
    private final Optional<String> folder;
    private final Duration limit;

    public OpenCodeClient(Vertx vertx, ServerAddress address) {
        this(address, http(vertx), Optional.empty(), LIMIT);
    }

    private OpenCodeClient(ServerAddress address, HttpClient http, Optional<String> folder, Duration limit) {
        this.address = address;
        this.http = http;
        this.folder = folder;
        this.limit = limit;
    }

    private static HttpClient http(Vertx vertx) {
        return vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout(CONNECT_TIMEOUT_MS)
                        .setKeepAliveTimeout(20))
                .with(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS))
                .withConnectHandler(OpenCodeClient::quiet)
                .build();
    }

    /** Ignores errors of idle connections: a server that dies resets those too. */
    static void quiet(HttpConnection connection) {
        connection.exceptionHandler(e -> log.atDebug().setCause(e).log("a connection to OpenCode broke"));
    }

    /**
     * Returns a client with the same connections for requests about one folder. OpenCode answers these requests for
     * each folder separately.
     */
    public OpenCodeClient in(String of) {
        return new OpenCodeClient(address, http, Optional.of(of), limit);
    }

    /** Returns a client with the same connections whose requests may take this long. */
    public OpenCodeClient within(Duration time) {
        return new OpenCodeClient(address, http, folder, time);
    }

    public Future<JsonObject> object(String path) {
        return object(path, limit);
    }

    public Future<JsonObject> object(String path, Duration time) {
        return exchange(HttpMethod.GET, path, null, time).map(Buffer::toJsonObject);
    }

    public Future<JsonArray> array(String path) {
        return exchange(HttpMethod.GET, path, null, limit).map(Buffer::toJsonArray);
    }

    public Future<JsonObject> post(String path, JsonObject body) {
        return exchange(HttpMethod.POST, path, body, limit).map(Buffer::toJsonObject);
    }

    public Future<JsonObject> patch(String path, JsonObject body) {
        return exchange(HttpMethod.PATCH, path, body, limit).map(Buffer::toJsonObject);
    }

    public Future<Void> delete(String path) {
        return delete(path, limit);
    }

    public Future<Void> delete(String path, Duration time) {
        return exchange(HttpMethod.DELETE, path, null, time).mapEmpty();
    }

    /** Posts a request whose response has no useful content. */
    public Future<Void> postIgnoringAnswer(String path, JsonObject body) {
        return postIgnoringAnswer(path, body, limit);
    }

    public Future<Void> postIgnoringAnswer(String path, JsonObject body, Duration time) {
        return exchange(HttpMethod.POST, path, body, time).mapEmpty();
    }

    public Future<Void> close() {
        return http.close();
    }

    private Future<Buffer> exchange(HttpMethod method, String path, @Nullable JsonObject body, Duration time) {
        RequestOptions options = requestTo(address, method, path)
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setIdleTimeout(time.toMillis());
        folder.ifPresent(of -> options.putHeader(DIRECTORY, encoded(of)));
        return http.request(options)
                .compose(request -> send(request, body)
                        .compose(response -> read(response).compose(read -> checked(method, path, response, read)))
                        .timeout(time.toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(e -> request.reset()));
    }

    private static String encoded(String folder) {
        return URLEncoder.encode(folder, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns the options of a request to a server, credentials included. */
    static RequestOptions requestTo(ServerAddress address, HttpMethod method, String path) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost(address.host())
                .setPort(address.port())
                .setSsl(address.ssl())
                .setURI(address.basePath() + path);
        address.authorization().ifPresent(value -> options.putHeader(HttpHeaders.AUTHORIZATION, value));
        return options;
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, @Nullable JsonObject body) {
        if (body == null) {
            return request.send();
        }
        request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        return request.send(body.toBuffer());
    }

    private static Future<Buffer> read(HttpClientResponse response) {
        Promise<Buffer> body = Promise.promise();
        Buffer read = Buffer.buffer();
        response.exceptionHandler(body::tryFail);
        response.handler(chunk -> {
            if (read.length() + chunk.length() > MAX_BODY_BYTES) {
                body.tryFail("the answer is larger than " + MAX_BODY_BYTES + " bytes");
            } else {
                read.appendBuffer(chunk);
            }
        });
        response.endHandler(end -> body.tryComplete(read));
        return body.future();
    }

    private static Future<Buffer> checked(HttpMethod method, String path, HttpClientResponse response, Buffer body) {
        int status = response.statusCode();
        if (status < 400) {
            return Future.succeededFuture(body);
        }
        String call = method + " " + path.replaceFirst("\\?.*", "");
        return Future.failedFuture(ServerFault.of(call, status, body.toString(StandardCharsets.UTF_8)));
    }
}
