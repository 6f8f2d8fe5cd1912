package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** A fleet of one test: in-memory, with a name of its own. */
abstract class FleetTest {
    static final TaskHandler ECHO =
            attempt -> Future.succeededFuture(TaskResult.text(attempt.task().prompt()));

    final String name = UUID.randomUUID().toString();
    final CodefleetClient fleet = connect("memory");

    CodefleetClient connect(String scheme) {
        return get(Codefleet.connect(CodefleetOptions.of(scheme + ":" + name).pollInterval(Duration.ofMillis(100))));
    }

    @AfterEach
    void close() {
        get(fleet.close());
        FaultyBrokerProvider.reset();
    }

    Worker worker(CodefleetClient of, WorkerOptions options, TaskHandler handler) {
        return get(of.worker(options).handleAny(handler).start());
    }

    static WorkerOptions quick() {
        return WorkerOptions.create()
                .lease(Duration.ofSeconds(2))
                .heartbeat(Duration.ofMillis(200))
                .drainTimeout(Duration.ofMillis(100))
                .stopGrace(Duration.ofMillis(200));
    }

    Outcome run(Task task) {
        return get(fleet.submitTask(task).compose(handle -> handle.outcome()));
    }
}
