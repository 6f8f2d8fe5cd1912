package io.codefleet;

import java.time.Instant;
import java.util.Optional;

/**
 * A change of a task or worker that anyone may watch. Holds neither prompt nor result.
 *
 * <p>Variants may be added in a minor release: a program that distinguishes them needs a branch for those that it does not know.
 */
public sealed interface FleetEvent {
    /** Returns where in the stream it is; a later watch can go on behind it. */
    String cursor();

    /** Returns the time of the event, by the broker's clock. */
    Instant at();

    /**
     * A task changed.
     *
     * @param cursor where in the stream it is
     * @param at when
     * @param kind what happened
     * @param taskId which task
     * @param taskType its type
     * @param attempt the attempt it is about; 0 before the first
     * @param workerId the worker it is about
     */
    record TaskEvent(
            String cursor,
            Instant at,
            Kind kind,
            String taskId,
            String taskType,
            int attempt,
            Optional<String> workerId)
            implements FleetEvent {
        /** Kind of an event of a task. */
        public enum Kind implements Coded {
            /** It was submitted. */
            SUBMITTED("SUBMITTED"),
            /** A worker took it. */
            STARTED("STARTED"),
            /** An attempt failed, and there will be another. */
            RETRYING("RETRYING"),
            /** An attempt lost its lease, and there will be another. */
            LEASE_LOST("LEASE_LOST"),
            /** Its worker handed it back. */
            RELEASED("RELEASED"),
            /** A cancel is on its way to the running attempt. */
            CANCEL_REQUESTED("CANCEL_REQUESTED"),
            /** It ended with a result. */
            COMPLETED("COMPLETED"),
            /** It ended with an error. */
            FAILED("FAILED"),
            /** It ended by a cancel. */
            CANCELLED("CANCELLED");

            private final String code;

            Kind(String code) {
                this.code = code;
            }

            @Override
            public String code() {
                return code;
            }
        }
    }

    /**
     * A worker changed.
     *
     * @param cursor where in the stream it is
     * @param at when
     * @param kind what happened
     * @param workerId which worker
     */
    record WorkerEvent(String cursor, Instant at, Kind kind, String workerId) implements FleetEvent {
        /** Kind of an event of a worker. */
        public enum Kind implements Coded {
            /** It registered. */
            JOINED("JOINED"),
            /** It left the fleet gracefully. */
            LEFT("LEFT"),
            /** It was not heard of within its heartbeat timeout. */
            LOST("LOST");

            private final String code;

            Kind(String code) {
                this.code = code;
            }

            @Override
            public String code() {
                return code;
            }
        }
    }

    /**
     * Some events between the last one and the next were dropped before they could be read: the watcher was too slow. It
     * should read again what it derives from events.
     *
     * @param cursor where in the stream it is
     * @param at when that was noticed
     */
    record Missed(String cursor, Instant at) implements FleetEvent {}
}
