package io.codefleet.broker;

import io.codefleet.FleetEvent;
import java.util.List;

/**
 * Some events in order.
 *
 * @param events the events; empty if none came in time. A {@link FleetEvent.Missed} stands where some were dropped
 * @param cursor where to go on
 */
public record EventBatch(List<FleetEvent> events, String cursor) {
    public EventBatch {
        events = List.copyOf(events);
    }
}
