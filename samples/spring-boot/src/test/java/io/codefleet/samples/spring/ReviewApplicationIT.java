package io.codefleet.samples.spring;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.TaskStatus;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FreePort;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as a process of its own, with a real Redis. */
class ReviewApplicationIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final RedisTestServer redis = RedisTestServer.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePort.find();

    @AfterEach
    void close() {
        redis.close();
    }

    private Process start(String... arguments) throws Exception {
        String classes = Path.of(System.getProperty("build.folder"), "classes").toString();
        String dependencies = Files.readString(Path.of(System.getProperty("build.folder"), "runtime-class-path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes + File.pathSeparator + dependencies,
                ReviewApplication.class.getName(),
                "--server.port=" + port));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .timeout(LIMIT)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void awaitHealth(String status) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(
                        () -> send("GET", "/actuator/health", "").body(),
                        body -> body.contains("\"codefleet\":{")
                                && body.split("\"codefleet\":\\{", 2)[1].startsWith("\"details\"")
                                && body.split("\"codefleet\":\\{", 2)[1].contains("\"status\":\"" + status + "\""));
    }

    @Test
    void theApplicationReviewsAndFinishesWhatRunsBeforeItEnds() throws Exception {
        Process application = start("--codefleet.broker=" + redis.uri());
        CodefleetClient fleet =
                get(Codefleet.connect(CodefleetOptions.of(redis.uri()).namespace("reviews")));
        try {
            awaitHealth("UP");
            assertThat(send("POST", "/reviews", "a\nb\nc").body()).isEqualTo("Lines: 3");
            assertThat(send("GET", "/actuator/metrics/codefleet.fleet.tasks.queued", "")
                            .statusCode())
                    .isEqualTo(200);

            assertThat(send("PUT", "/reviews/slow", "wait 1000").body()).isEqualTo("slow");
            await().until(() -> get(fleet.task("slow")).orElseThrow().status() == TaskStatus.RUNNING);
            application.destroy();
            assertThat(application.waitFor(1, TimeUnit.MINUTES)).isTrue();

            Outcome outcome = get(fleet.handle("slow").outcome());
            assertThat(outcome.resultOrThrow().text()).isEqualTo("Lines: 1");
            assertThat(outcome.attempts()).isEqualTo(1);
            assertThat(get(fleet.workers())).isEmpty();
        } finally {
            application.destroyForcibly();
            get(fleet.close().map(true));
        }
    }

    @Test
    void anApplicationWithoutABrokerSaysHowToCorrectIt() throws Exception {
        Process application = start("--codefleet.broker=redis://localhost:" + FreePort.find());
        try {
            assertThat(application.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(application.exitValue()).isEqualTo(1);
            assertThat(folder.resolve("log"))
                    .content()
                    .contains(
                            "APPLICATION FAILED TO START",
                            "cannot connect to the broker",
                            "Start the broker, or correct")
                    .doesNotContain("BeanCreationException");
        } finally {
            application.destroyForcibly();
        }
    }
}
