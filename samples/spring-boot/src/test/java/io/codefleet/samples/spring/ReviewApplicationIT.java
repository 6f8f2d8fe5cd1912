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
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as a process of its own, with a real Redis. */
class ReviewApplicationIT {
    @TempDir
    private Path folder;

    private final RedisTestServer redis = RedisTestServer.start();

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void theApplicationCountsAndFinishesWhatRunsBeforeItEndsAlsoWithoutACollector() throws Exception {
        String nobody = "http://127.0.0.1:" + FreePort.find() + "/v1/traces";
        CodefleetClient fleet =
                get(Codefleet.connect(CodefleetOptions.of(redis.uri()).namespace("reviews")));
        try (ApplicationProcess application = ApplicationProcess.start(
                folder,
                "--codefleet.broker=" + redis.uri(),
                "--management.tracing.sampling.probability=1",
                "--management.opentelemetry.tracing.export.schedule-delay=200ms",
                "--management.opentelemetry.tracing.export.otlp.timeout=1s",
                "--management.opentelemetry.tracing.export.otlp.endpoint=" + nobody)) {
            application.awaitHealth("UP");
            assertThat(application.send("POST", "/counts", "a\nb\nc").body()).isEqualTo("Lines: 3");
            assertThat(application
                            .get("/actuator/metrics/codefleet.fleet.tasks.queued")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(application
                            .get("/actuator/metrics/codefleet.tasks.completed?tag=type:count")
                            .body())
                    .contains("\"value\":1.0");
            assertThat(application.get("/actuator/metrics/codefleet.slots").body())
                    .contains("\"value\":4.0");
            await().until(() -> application.log().contains("Failed to export spans"));

            assertThat(application.send("PUT", "/counts/slow", "wait 1000").body())
                    .isEqualTo("slow");
            await().until(() -> get(fleet.task("slow")).orElseThrow().status() == TaskStatus.RUNNING);
            application.terminate();
            application.exitCode();

            Outcome outcome = get(fleet.handle("slow").outcome());
            assertThat(outcome.resultOrThrow().text()).isEqualTo("Lines: 1");
            assertThat(outcome.attempts()).isEqualTo(1);
            assertThat(get(fleet.workers())).isEmpty();
        } finally {
            get(fleet.close().map(true));
        }
    }

    @Test
    void anApplicationWithoutABrokerSaysHowToCorrectIt() throws Exception {
        try (ApplicationProcess application =
                ApplicationProcess.start(folder, "--codefleet.broker=redis://localhost:" + FreePort.find())) {
            assertThat(application.exitCode()).isEqualTo(1);
            assertThat(application.log())
                    .contains(
                            "APPLICATION FAILED TO START",
                            "cannot connect to the broker",
                            "Start the broker, or correct")
                    .doesNotContain("BeanCreationException");
        }
    }
}
