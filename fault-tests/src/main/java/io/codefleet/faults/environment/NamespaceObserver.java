package io.codefleet.faults.environment;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.EventQuery;
import io.codefleet.FleetEvent;
import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.History;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The run's own client of one namespace: writes the events of the namespace down, and looks and rules as an operator does. */
public final class NamespaceObserver implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NamespaceObserver.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CONNECT_ATTEMPTS = 30;

    private final CodefleetClient fleet;

    private NamespaceObserver(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    /** Connects and begins to watch. */
    public static NamespaceObserver on(CodefleetOptions options, History history) {
        CodefleetClient fleet = connect(options);
        fleet.events(EventQuery.TASKS.after(EventQuery.OLDEST)).handler(event -> {
            if (event instanceof FleetEvent.TaskEvent task) {
                history.write(
                        EventType.EVENT,
                        task.taskId(),
                        task.attempt(),
                        0,
                        task.kind().name());
            } else if (event instanceof FleetEvent.Missed) {
                history.write(EventType.EVENT, "MISSED");
            }
        });
        return new NamespaceObserver(fleet);
    }

    /**
     * Connects to the broker. Retries, because a broker without a server exists only when the first process of the
     * fleet runs.
     */
    private static CodefleetClient connect(CodefleetOptions options) {
        for (int attempt = 1; attempt < CONNECT_ATTEMPTS; attempt++) {
            try {
                return get(Codefleet.connect(options));
            } catch (IllegalStateException e) {
                log.info("no broker yet: {}", e.getMessage());
            }
        }
        return get(Codefleet.connect(options));
    }

    /** Returns the client for the actions of an operator. */
    public CodefleetClient fleet() {
        return fleet;
    }

    /** Waits for an answer, on a thread that may. */
    public static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("no answer: " + e, e);
        }
    }

    @Override
    public void close() {
        get(fleet.close());
    }
}
