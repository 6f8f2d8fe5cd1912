package io.codefleet.broker.inmemory.internal;

import io.codefleet.AttemptInfo;
import io.codefleet.AuditEntry;
import io.codefleet.Checkpoint;
import io.codefleet.Document;
import io.codefleet.FleetEvent;
import io.codefleet.Outcome;
import io.codefleet.Spending.Spent;
import io.codefleet.Task;
import io.codefleet.WorkerInfo;
import io.codefleet.broker.WorkerSignal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * One change of a namespace as a value that another store can put, without any rule: it says what is now, not what was done. Putting
 * the changes of a store in their order makes a copy of it; putting some of them again, from a place in the order to its end, changes
 * nothing. Times are microseconds since 1970.
 */
public sealed interface StateChange {
    /**
     * Addition of a task. A {@link TaskUpdated} follows in the same batch.
     *
     * @param task the task
     * @param submitter who submitted it
     * @param submitted the time of its submit, different for each task of the namespace
     */
    record TaskAdded(Task task, String submitter, long submitted) implements StateChange {}

    /**
     * The small fields of a task.
     *
     * @param fields all of them
     */
    record TaskUpdated(StoredTaskFields fields) implements StateChange {}

    /**
     * A task has ended; a {@link TaskUpdated} says so too.
     *
     * @param taskId which
     * @param outcome how
     */
    record OutcomeSet(String taskId, Outcome outcome) implements StateChange {}

    /**
     * A running attempt has saved its state.
     *
     * @param taskId of which task
     * @param checkpoint the state
     */
    record CheckpointSet(String taskId, Checkpoint checkpoint) implements StateChange {}

    /**
     * An attempt without a result has ended.
     *
     * @param taskId of which task
     * @param attempt the attempt
     */
    record AttemptEnded(String taskId, AttemptInfo attempt) implements StateChange {}

    /**
     * A task is gone.
     *
     * @param taskId which
     */
    record TaskDeleted(String taskId) implements StateChange {}

    /**
     * A worker as it is now.
     *
     * @param worker the worker
     * @param expiry when it counts as offline if it sends no heartbeat
     * @param timeToLive how long after a heartbeat that is, in microseconds
     * @param offline whether it is offline
     * @param inbox the signals that it has not received yet, without those that only wake it
     * @param unconfirmed the last signals that it has received or that were lost on their way; their number is 0 for none
     * @param joinTick the last tick before this process of the worker registered; 0 if that is not known
     */
    record WorkerSet(
            WorkerInfo worker,
            long expiry,
            long timeToLive,
            boolean offline,
            List<WorkerSignal> inbox,
            SignalBatch unconfirmed,
            long joinTick)
            implements StateChange {
        public WorkerSet {
            inbox = List.copyOf(inbox);
        }
    }

    /**
     * A worker is gone.
     *
     * @param workerId which
     */
    record WorkerRemoved(String workerId) implements StateChange {}

    /**
     * Addition of an event.
     *
     * @param number its number
     * @param event the event
     */
    record EventAdded(long number, FleetEvent event) implements StateChange {}

    /**
     * Addition of an entry of the audit.
     *
     * @param number its number
     * @param entry the entry
     */
    record AuditAdded(long number, AuditEntry entry) implements StateChange {}

    /**
     * Old entries of the audit are gone.
     *
     * @param first the number of the oldest that is kept, or of the next one if none is
     */
    record AuditPruned(long first) implements StateChange {}

    /**
     * An allowance was spent from.
     *
     * @param key the allowance
     * @param total what it has spent in all
     * @param day the day of the last spending
     * @param onDay what it has spent on that day
     */
    record AllowanceSpent(String key, Spent total, LocalDate day, Spent onDay) implements StateChange {}

    /**
     * An allowance is forgotten.
     *
     * @param key which
     */
    record AllowanceForgotten(String key) implements StateChange {}

    /**
     * An actor has used up its rate of submits.
     *
     * @param actor who
     * @param until until when
     */
    record RateUsed(String actor, long until) implements StateChange {}

    /**
     * A worker was chosen for a task of a lane.
     *
     * @param type the type of the lane's tasks
     * @param capabilities what they require
     * @param last who was chosen last where workers take turns
     * @param nearness how near each worker is to its turn, where turns are of different length
     * @param at when
     */
    record TurnTaken(String type, SortedSet<String> capabilities, String last, Map<String, Integer> nearness, long at)
            implements StateChange {}

    /**
     * Counters of the namespace.
     *
     * @param lastTick the latest time that was given to a submit or a lease
     * @param paused whether claims give nothing
     * @param maxEvents how many events are kept
     * @param submitted how many tasks were submitted
     * @param completed how many were completed
     * @param failed how many failed
     * @param cancelled how many were cancelled
     */
    record CountersSet(
            long lastTick, boolean paused, int maxEvents, long submitted, long completed, long failed, long cancelled)
            implements StateChange {}

    /**
     * A document as it is now.
     *
     * @param document the document with its version
     */
    record DocumentSet(Document document) implements StateChange {}

    /**
     * A document is gone.
     *
     * @param kind its kind
     * @param name its name
     */
    record DocumentDeleted(String kind, String name) implements StateChange {}
}
