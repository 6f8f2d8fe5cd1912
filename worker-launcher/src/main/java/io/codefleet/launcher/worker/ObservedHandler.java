package io.codefleet.launcher.worker;

import io.codefleet.Attempt;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** Tells observers of the attempts that a handler runs. */
final class ObservedHandler implements TaskHandler {
    private final TaskHandler handler;
    private final List<AttemptObserver> observers;

    ObservedHandler(TaskHandler handler, List<AttemptObserver> observers) {
        this.handler = handler;
        this.observers = List.copyOf(observers);
    }

    @Override
    public Future<TaskResult> handle(Attempt attempt) {
        long started = System.nanoTime();
        observers.forEach(observer -> observer.started(attempt));
        return begin(attempt).onComplete(ended -> {
            AttemptEnd end = AttemptEnd.of(attempt, ended, Duration.ofNanos(System.nanoTime() - started));
            observers.forEach(observer -> observer.ended(attempt, end));
        });
    }

    private Future<TaskResult> begin(Attempt attempt) {
        try {
            return handler.handle(attempt);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
