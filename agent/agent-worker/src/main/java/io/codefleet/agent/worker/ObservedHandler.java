package io.codefleet.agent.worker;

import io.codefleet.Attempt;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handler that notifies observers of the attempts of another handler. */
final class ObservedHandler implements TaskHandler {
    private static final Logger log = LoggerFactory.getLogger(ObservedHandler.class);

    private final TaskHandler handler;
    private final List<AttemptObserver> observers;

    ObservedHandler(TaskHandler handler, List<AttemptObserver> observers) {
        this.handler = handler;
        this.observers = List.copyOf(observers);
    }

    @Override
    public Future<TaskResult> handle(Attempt attempt) {
        long started = System.nanoTime();
        notifyObservers(observer -> observer.started(attempt));
        return begin(attempt).onComplete(ended -> {
            AttemptEnd end = AttemptEnd.of(attempt, ended, Duration.ofNanos(System.nanoTime() - started));
            notifyObservers(observer -> observer.ended(attempt, end));
        });
    }

    /**
     * Notifies all observers. An observer that throws neither ends the attempt nor prevents the notification of the
     * others.
     */
    private void notifyObservers(Consumer<AttemptObserver> what) {
        for (AttemptObserver observer : observers) {
            try {
                what.accept(observer);
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("an observer of attempts failed");
            }
        }
    }

    private Future<TaskResult> begin(Attempt attempt) {
        return Future.succeededFuture().compose(now -> handler.handle(attempt));
    }
}
