package io.codefleet.faults;

import io.codefleet.CodefleetClient;
import io.codefleet.FleetStats;
import io.codefleet.Page;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.codefleet.faults.checker.FinalState;
import io.codefleet.faults.checker.FinalTask;
import io.codefleet.faults.environment.NamespaceObserver;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a run: waiting for rest, and reading what is left then. */
public final class Quiescence {
    private static final Logger log = LoggerFactory.getLogger(Quiescence.class);
    /** How long a fleet may need for one thing when nothing disturbs it any more. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static final int PAGE = 200;

    private Quiescence() {}

    /** Waits, but not for ever: what has not come by then the checker finds. A condition that throws does not hold. */
    public static boolean until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > end) {
                log.warn("waited {} s in vain until {}", LIMIT.toSeconds(), what);
                return false;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Waits until nothing is queued, delayed or running, and reads the namespace. */
    public static FinalState of(String namespace, CodefleetClient fleet) {
        until("namespace " + namespace + " is at rest", () -> isQuiescent(NamespaceObserver.get(fleet.stats())));
        FleetStats stats = read("the counters of " + namespace, () -> NamespaceObserver.get(fleet.stats()));
        return new FinalState(namespace, tasks(fleet), stats);
    }

    private static boolean isQuiescent(FleetStats stats) {
        return stats.queued() + stats.delayed() + stats.running() == 0;
    }

    private static List<FinalTask> tasks(CodefleetClient fleet) {
        List<FinalTask> tasks = new ArrayList<>();
        TaskQuery query = TaskQuery.ALL.pageSize(PAGE);
        Optional<String> next;
        do {
            TaskQuery asked = query;
            Page<TaskSummary> page = read("a page of tasks", () -> NamespaceObserver.get(fleet.tasks(asked)));
            tasks.addAll(read("the tasks of a page", () -> found(fleet, page)));
            next = page.next();
            query = next.map(query::from).orElse(query);
        } while (next.isPresent());
        return tasks;
    }

    private static List<FinalTask> found(CodefleetClient fleet, Page<TaskSummary> page) {
        List<Future<Optional<TaskInfo>>> found =
                page.items().stream().map(item -> fleet.task(item.id())).toList();
        return found.stream()
                .flatMap(task -> NamespaceObserver.get(task).map(FinalTask::of).stream())
                .toList();
    }

    /**
     * Reads something, and again where the broker has not answered within the short time limit of a run, as on a machine
     * under load.
     */
    private static <T> T read(String what, Supplier<T> reading) {
        AtomicReference<@Nullable T> answer = new AtomicReference<>();
        until(what + " could be read", () -> {
            answer.set(reading.get());
            return true;
        });
        T read = answer.get();
        if (read == null) {
            throw new IllegalStateException("the broker never answered with " + what);
        }
        return read;
    }
}
