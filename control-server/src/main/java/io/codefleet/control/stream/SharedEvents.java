package io.codefleet.control.stream;

import io.codefleet.CodefleetClient;
import io.codefleet.EventQuery;
import io.codefleet.EventStream;
import io.codefleet.FleetEvent;
import io.codefleet.json.InfoJson;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of a fleet for any number of watchers, read from the broker once and made a frame once. A watcher that reads
 * slowly, or that begins behind an event of the past, reads from the broker by itself, so that it holds nobody up. Methods may
 * be called from any thread; state is confined to one context.
 */
final class SharedEvents {
    private static final Logger log = LoggerFactory.getLogger(SharedEvents.class);
    /** How many events are on their way to the watchers at once; the broker holds the others. */
    private static final int FETCH = 256;
    /** Several events go to a watcher together, as each write to a connection costs a call of the system. */
    private static final Duration GATHER = Duration.ofMillis(20);

    private record Shared(FleetEvent event, Frame frame) {}

    private final Vertx vertx;
    private final Context context;
    private final CodefleetClient fleet;
    private final Set<EventSubscription> watchers = new LinkedHashSet<>();
    private @Nullable EventStream<FleetEvent> source;
    private final List<Shared> gathered = new ArrayList<>();
    private long timer = -1;

    SharedEvents(Vertx vertx, CodefleetClient fleet) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.fleet = fleet;
    }

    /** Opens the events that a query wants, from now or from behind its cursor. */
    EventStream<Frame> open(EventQuery query) {
        EventSubscription watcher = new EventSubscription(context, this, query);
        context.runOnContext(v -> {
            if (query.after().isPresent()) {
                watcher.readAlone(query);
            } else {
                // What came before this watcher is not for it.
                distribute();
                watchers.add(watcher);
                begin();
            }
        });
        return watcher;
    }

    /** Opens a stream from the broker for one watcher. */
    EventStream<FleetEvent> alone(EventQuery query) {
        return fleet.events(query);
    }

    private void begin() {
        if (source == null) {
            EventStream<FleetEvent> opened = fleet.events(EventQuery.ALL);
            source = opened;
            opened.pause().fetch(FETCH);
            opened.exceptionHandler(failure -> finish(opened, watcher -> watcher.fail(failure)));
            opened.endHandler(done -> finish(opened, EventSubscription::end));
            opened.handler(event -> context.runOnContext(v -> gather(opened, event)));
        }
    }

    private void finish(EventStream<FleetEvent> ended, Consumer<EventSubscription> last) {
        context.runOnContext(v -> {
            if (source == ended) {
                distribute();
                forEach(last);
                source = null;
                watchers.clear();
            }
        });
    }

    /** Calls each watcher. What one of them throws is for its log, and keeps the others from nothing. */
    private void forEach(Consumer<EventSubscription> call) {
        for (EventSubscription watcher : List.copyOf(watchers)) {
            try {
                call.accept(watcher);
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("events could not be passed to a watcher");
            }
        }
    }

    private void gather(EventStream<FleetEvent> from, FleetEvent event) {
        if (source != from) {
            return;
        }
        gathered.add(new Shared(event, frame(event)));
        if (gathered.size() == FETCH) {
            distribute();
        } else if (timer < 0) {
            timer = vertx.setTimer(GATHER.toMillis(), due -> distribute());
        }
    }

    private void distribute() {
        vertx.cancelTimer(timer);
        timer = -1;
        List<Shared> events = List.copyOf(gathered);
        gathered.clear();
        forEach(watcher -> events.forEach(each -> watcher.offer(each.event(), each.frame())));
        EventStream<FleetEvent> open = source;
        if (open != null && !events.isEmpty()) {
            open.fetch(events.size());
        }
    }

    /** Removes a watcher, which reads alone from now on or has ended; on the context. */
    void remove(EventSubscription watcher) {
        watchers.remove(watcher);
        EventStream<FleetEvent> open = source;
        if (watchers.isEmpty() && open != null) {
            source = null;
            gathered.clear();
            open.close();
        }
    }

    static Frame frame(FleetEvent event) {
        String name = event instanceof FleetEvent.TaskEvent
                ? "task"
                : event instanceof FleetEvent.WorkerEvent ? "worker" : "missed";
        return new Frame(name, Optional.of(event.cursor()), InfoJson.encode(event));
    }
}
