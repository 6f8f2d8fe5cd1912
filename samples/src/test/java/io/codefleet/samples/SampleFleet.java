package io.codefleet.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.WorkerState;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.testing.FutureResults;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A real broker, a worker process with the real OpenCode, and the model that {@code samples/run} has too. */
final class SampleFleet implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final SampleBroker broker;
    private final ScriptedModel model;
    private final CodefleetClient fleet;
    private final Process worker;

    /**
     * Starts a fleet.
     *
     * @param scheme that of the URI of its broker
     * @param folder an empty folder for its files
     */
    SampleFleet(String scheme, Path folder) throws IOException {
        broker = SampleBroker.start(vertx, scheme, folder);
        Path script = Path.of("model.yml");
        model = get(ScriptedModel.start(vertx, Script.parse(script.toString(), Files.readString(script))));
        fleet = get(Codefleet.connect(vertx, CodefleetOptions.of(broker.uri())));
        Path log = folder.resolve("worker.log");
        worker = startWorker(folder, log);
        awaitWorker(log);
    }

    private void awaitWorker(Path log) {
        try {
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(get(fleet.workers()))
                            .as(() -> "the worker says " + read(log))
                            .anyMatch(each -> each.state() == WorkerState.ONLINE));
        } catch (RuntimeException e) {
            worker.destroyForcibly();
            throw e;
        }
    }

    CodefleetClient fleet() {
        return fleet;
    }

    String uri() {
        return broker.uri();
    }

    /** How often the model was asked. */
    int asked() {
        return model.steps().size();
    }

    private Process startWorker(Path folder, Path log) throws IOException {
        Path config = Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        String named = System.getenv("CODEFLEET_OPENCODE");
        Path installed = Path.of("../.opencode/node_modules/.bin/opencode")
                .toAbsolutePath()
                .normalize();
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-jar",
                        System.getProperty("codefleet.jar"),
                        "worker",
                        "--concurrency",
                        "4",
                        "--share-project",
                        "--workspace-root",
                        Path.of("").toRealPath().toString(),
                        "--opencode",
                        named == null ? installed.toString() : named,
                        "--opencode-config",
                        config.toString(),
                        "--state-dir",
                        folder.resolve("state").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // Other users of the machine see arguments, and a URI may hold a password.
        command.environment().put("CODEFLEET_BROKER", broker.workerUri());
        return command.start();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits longer than other tests, as real agents work meanwhile. */
    static <T> T get(Future<T> future) {
        return FutureResults.get(future, Duration.ofMinutes(2));
    }

    @Override
    public void close() throws InterruptedException {
        worker.destroy();
        assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
        get(fleet.close());
        get(model.close());
        broker.close();
        get(vertx.close());
    }
}
