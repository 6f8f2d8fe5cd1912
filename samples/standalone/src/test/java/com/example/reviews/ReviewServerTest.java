package com.example.reviews;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The application as it runs for its users: web server, worker, and a fleet in a folder. */
class ReviewServerTest {
    @TempDir
    Path folder;

    @Test
    void theServerAnswersWithTheReviewAndHasItsHealthAndMetrics() throws Exception {
        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(ReviewApplication.class)
                .run("--server.port=0", "--codefleet.broker=file:" + folder)) {
            String port = application.getEnvironment().getProperty("local.server.port");
            assertThat(send(port, "POST", "/reviews", "a\nb\nc")).isEqualTo("Lines: 3");
            assertThat(send(port, "GET", "/actuator/health", "")).contains("UP");
            assertThat(send(port, "GET", "/actuator/metrics", "")).contains("codefleet.");
        }
    }

    private static String send(String port, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
