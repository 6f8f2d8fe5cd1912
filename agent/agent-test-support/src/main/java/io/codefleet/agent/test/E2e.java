package io.codefleet.agent.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetClient;
import io.codefleet.WorkerState;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waiting in end-to-end tests. */
public final class E2e {
    private static final String INSTALLED = ".opencode/node_modules/.bin/opencode";
    static final Duration LIMIT = Duration.ofSeconds(60);

    private E2e() {}

    /** What {@code scripts/install-opencode} installs, or another that the environment names. */
    public static String openCode() {
        String named = System.getenv("CODEFLEET_OPENCODE");
        if (named != null) {
            return named;
        }
        // a test runs in the folder of its module
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve(INSTALLED))) {
                return folder.resolve(INSTALLED).toString();
            }
        }
        throw new AssertionError(
                "OpenCode is not there; run scripts/install-opencode, or name it in CODEFLEET_OPENCODE");
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("not there within " + LIMIT, e);
        }
    }

    public static void eventually(ThrowingRunnable assertion) {
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion);
    }

    /** Waits until so many workers are ready. */
    public static void awaitWorkers(CodefleetClient fleet, int number) {
        eventually(() -> assertThat(await(fleet.workers()))
                .filteredOn(worker -> worker.state() == WorkerState.ONLINE)
                .hasSize(number));
    }
}
