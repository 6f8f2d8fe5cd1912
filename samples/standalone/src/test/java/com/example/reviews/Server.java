package com.example.reviews;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The application as it runs for its users: web server, client, and a fleet in a folder. */
record Server(ConfigurableApplicationContext context) implements AutoCloseable {
    static Server start(Path folder, String... arguments) {
        String[] all = Stream.concat(Stream.of("--server.port=0", "--codefleet.broker=file:" + folder), Stream.of(arguments))
                .toArray(String[]::new);
        return new Server(new SpringApplicationBuilder(ReviewApplication.class).run(all));
    }

    HttpResponse<String> send(String method, String path, String body) throws Exception {
        String port = context.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    String get(String path) throws Exception {
        return send("GET", path, "").body();
    }

    /** Submits a review and asks for it until it is there. */
    String review(String code) throws Exception {
        HttpResponse<String> accepted = send("POST", "/reviews", code);
        if (accepted.statusCode() != 202) {
            throw new AssertionError(accepted.body());
        }
        String path = "/reviews/" + accepted.body();
        await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> send("GET", path, "").statusCode() != 202);
        return get(path);
    }

    @Override
    public void close() {
        context.close();
    }
}
