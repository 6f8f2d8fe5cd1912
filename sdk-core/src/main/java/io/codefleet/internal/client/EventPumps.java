package io.codefleet.internal.client;

import io.codefleet.EventQuery;
import io.codefleet.EventStream;
import io.codefleet.FleetEvent;
import io.codefleet.broker.Broker;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The open event streams of a client. All but {@link #open} is confined to one context. */
final class EventPumps {
    private final Vertx vertx;
    private final Context context;
    private final BrokerLink link;
    private final Set<EventPump> open = new HashSet<>();

    EventPumps(Vertx vertx, Context context, BrokerLink link) {
        this.vertx = vertx;
        this.context = context;
        this.link = link;
    }

    /** Opens a stream of a broker's events; it ends at once if the client is closed. */
    EventStream<FleetEvent> open(Broker broker, EventQuery query) {
        List<EventPump> self = new ArrayList<>(1);
        EventPump pump = new EventPump(vertx, context, broker, query, () -> open.remove(self.get(0)));
        self.add(pump);
        context.runOnContext(v -> {
            open.add(pump);
            if (link.isClosed()) {
                pump.end();
            }
        });
        return pump.stream();
    }

    void close() {
        List.copyOf(open).forEach(EventPump::end);
    }
}
