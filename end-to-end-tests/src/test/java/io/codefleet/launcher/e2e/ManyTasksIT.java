package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.EventQuery;
import io.codefleet.FleetEvent;
import io.codefleet.FleetStats;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.agent.test.E2e;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many tasks, several worker processes, none lost and none twice. */
class ManyTasksIT {
    private static final int TASKS = 1000;
    private static final int WORKERS = 4;

    @TempDir
    Path folder;

    @Test
    void aThousandTasksOverFourWorkersHaveOneOutcomeEach() throws Exception {
        String namespace = "many-" + UUID.randomUUID();
        List<LauncherProcess> workers = new ArrayList<>();
        try (RedisTestServer redis = RedisTestServer.start()) {
            CodefleetClient fleet = FutureResults.get(
                    Codefleet.connect(CodefleetOptions.of(redis.uri()).namespace(namespace)));
            try {
                for (int i = 0; i < WORKERS; i++) {
                    workers.add(LauncherProcess.main(
                            folder, EchoWorkerMain.class, redis.uri(), namespace, "echo-" + i, "8"));
                }
                E2e.awaitWorkers(fleet, WORKERS);
                Queue<String> ended = ends(fleet);

                Map<String, Outcome> outcomes = runAll(fleet);

                assertThat(outcomes)
                        .hasSize(TASKS)
                        .allSatisfy((id, outcome) -> assertThat(outcome)
                                .isInstanceOfSatisfying(Outcome.Completed.class, completed -> {
                                    assertThat(completed.attempts()).isEqualTo(1);
                                    assertThat(completed.result().text()).endsWith(" prompt of " + id);
                                }));
                assertThat(workersIn(outcomes)).hasSize(WORKERS);
                E2e.eventually(() -> assertThat(ended).hasSize(TASKS));
                assertThat(new HashSet<>(ended)).hasSize(TASKS);
                FleetStats stats = FutureResults.get(fleet.stats());
                assertThat(stats.completed()).isEqualTo(TASKS);
                assertThat(stats.queued() + stats.running() + stats.delayed() + stats.failed())
                        .isZero();
            } finally {
                workers.forEach(LauncherProcess::close);
                FutureResults.get(fleet.close().map(true));
            }
        }
    }

    private static Queue<String> ends(CodefleetClient fleet) {
        Queue<String> ended = new ConcurrentLinkedQueue<>();
        fleet.events(EventQuery.TASKS).handler(event -> {
            if (event instanceof FleetEvent.TaskEvent task && task.kind() == FleetEvent.TaskEvent.Kind.COMPLETED) {
                ended.add(task.taskId());
            }
        });
        return ended;
    }

    private static Map<String, Outcome> runAll(CodefleetClient fleet) {
        List<Task> tasks = IntStream.range(0, TASKS)
                .mapToObj(i -> Task.of("prompt of t" + i).id("t" + i))
                .toList();
        List<TaskHandle> handles = FutureResults.get(fleet.submitTasks(tasks));
        List<Future<Outcome>> outcomes =
                handles.stream().map(TaskHandle::outcome).toList();
        FutureResults.get(Future.all(outcomes).map(true));
        return outcomes.stream().map(Future::result).collect(Collectors.toMap(Outcome::taskId, outcome -> outcome));
    }

    private static Set<String> workersIn(Map<String, Outcome> outcomes) {
        return outcomes.values().stream()
                .map(outcome -> outcome.resultOrThrow().text().split(" ", 2)[0])
                .collect(Collectors.toSet());
    }
}
