package io.codefleet.launcher.cli.command;

import io.codefleet.CodefleetClient;
import io.codefleet.EventQuery;
import io.codefleet.EventStream;
import io.codefleet.FleetEvent;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.launcher.cli.output.ProgressView;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Waits for a task's outcome and shows meanwhile what it is doing. Events arrive at once; every few seconds it also asks, as an
 * event may be lost, and says so if nobody is there to serve the task.
 */
final class OutcomeWatch {
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final CodefleetClient fleet;
    private final TaskHandle handle;
    private final ProgressView view;
    private boolean warned;

    OutcomeWatch(CodefleetClient fleet, TaskHandle handle, ProgressView view) {
        this.fleet = fleet;
        this.handle = handle;
        this.view = view;
    }

    /** Waits for the outcome and returns it; empty if it did not arrive within the limit. */
    Optional<Outcome> await(Duration limit) {
        EventStream<Progress> progress =
                handle.progress().exceptionHandler(lost -> {}).handler(view::progress);
        EventStream<FleetEvent> events = fleet.events(EventQuery.task(handle.id()))
                .exceptionHandler(lost -> {})
                .handler(this::event);
        try {
            return await(handle.outcome(), System.nanoTime() + limit.toNanos());
        } finally {
            progress.close();
            events.close();
        }
    }

    private Optional<Outcome> await(Future<Outcome> outcome, long endNanos) {
        Duration next = Duration.ZERO;
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
            Optional<Outcome> ended = FleetSession.await(outcome, left.compareTo(next) < 0 ? left : next);
            if (ended.isPresent() || left.isZero()) {
                return ended;
            }
            next = LOOK;
            look();
        }
    }

    private void look() {
        try {
            TaskInfo info = FleetSession.await(handle.status());
            view.state(
                    info.status() == TaskStatus.RUNNING
                            ? running(info.summary().attempt(), info.summary().workerId())
                            : info.status().name().toLowerCase(Locale.ROOT));
            if (!warned && info.status() == TaskStatus.QUEUED) {
                WaitReason.of(info, FleetSession.await(fleet.stats())).ifPresent(this::warn);
            }
        } catch (BrokerUnavailableException e) {
            view.state("broker is away, waiting for it");
        }
    }

    private void warn(String reason) {
        warned = true;
        view.note(reason);
    }

    private static String running(int attempt, Optional<String> worker) {
        return "running" + worker.map(id -> " on " + id).orElse("") + (attempt > 1 ? ", attempt " + attempt : "");
    }

    private void event(FleetEvent event) {
        if (event instanceof TaskEvent task) {
            switch (task.kind()) {
                case STARTED -> view.state(running(task.attempt(), task.workerId()));
                case RETRYING -> view.note("attempt " + task.attempt() + " failed; there will be another");
                case LEASE_LOST -> view.note("attempt " + task.attempt() + " lost its worker; there will be another");
                case RELEASED -> view.note("its worker leaves and has handed it back");
                case CANCEL_REQUESTED -> view.state("being cancelled");
                default -> {}
            }
        }
    }
}
