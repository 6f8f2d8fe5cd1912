package io.codefleet.agent.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetClient;
import io.codefleet.WorkerState;
import io.codefleet.error.CodefleetException;
import io.codefleet.testing.FutureResults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Help for end-to-end tests: the installed OpenCode, and waits for conditions. */
public final class E2e {
    private static final String INSTALLED = ".opencode/node_modules/.bin/opencode";
    private static final Duration LIMIT = FutureResults.LIMIT;

    private E2e() {}

    /**
     * Returns the OpenCode that {@code scripts/install-opencode} installs, or another one that the environment names.
     */
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

    /** Waits until an assertion holds. A call of the fleet that fails meanwhile is made again. */
    public static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(CodefleetException.class)
                .untilAsserted(assertion);
    }

    /** Waits until so many workers are ready. */
    public static void awaitWorkers(CodefleetClient fleet, int number) {
        eventually(() -> assertThat(FutureResults.get(fleet.workers()))
                .filteredOn(worker -> worker.state() == WorkerState.ONLINE)
                .hasSize(number));
    }
}
