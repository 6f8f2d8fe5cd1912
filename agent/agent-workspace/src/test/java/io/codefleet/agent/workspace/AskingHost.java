package io.codefleet.agent.workspace;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A host that asks everybody for a login, and lets nobody in. */
public final class AskingHost implements AutoCloseable {
    private final HttpServer server;
    private final List<String> logins;
    private final AtomicInteger asked;

    private AskingHost(HttpServer server, List<String> logins, AtomicInteger asked) {
        this.server = server;
        this.logins = logins;
        this.asked = asked;
    }

    public static AskingHost start(Vertx vertx) {
        List<String> logins = new CopyOnWriteArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            asked.incrementAndGet();
            String header = request.getHeader("Authorization");
            if (header != null) {
                byte[] login = Base64.getDecoder().decode(header.replace("Basic ", ""));
                logins.add(new String(login, StandardCharsets.UTF_8));
            }
            request.response()
                    .setStatusCode(401)
                    .putHeader("WWW-Authenticate", "Basic realm=\"git\"")
                    .end();
        });
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        return new AskingHost(server, logins, asked);
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    /** Each login that was offered to it, as {@code user:password}. */
    public List<String> logins() {
        return logins;
    }

    int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
