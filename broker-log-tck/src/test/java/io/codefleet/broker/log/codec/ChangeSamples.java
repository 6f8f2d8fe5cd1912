package io.codefleet.broker.log.codec;

import io.codefleet.Allowance;
import io.codefleet.AttemptInfo;
import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.Budget;
import io.codefleet.Checkpoint;
import io.codefleet.Document;
import io.codefleet.ErrorKind;
import io.codefleet.FleetEvent;
import io.codefleet.Outcome;
import io.codefleet.Spending.Spent;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.CancelReason;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.broker.inmemory.internal.SignalBatch;
import io.codefleet.broker.inmemory.internal.StateChange;
import io.codefleet.broker.inmemory.internal.StoredTaskFields;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A change of each kind, with every component set to something that is not its default. */
final class ChangeSamples {
    private static final Instant AT = Instant.ofEpochSecond(1_700_000_000, 123_456_000);
    /** Content in JSON has times in milliseconds. */
    private static final Instant CONTENT_AT = Instant.ofEpochSecond(1_700_000_000, 123_000_000);

    private static final Usage USAGE = Usage.builder()
            .inputTokens(1)
            .outputTokens(2)
            .reasoningTokens(3)
            .cacheReadTokens(4)
            .cacheWriteTokens(5)
            .cost(new BigDecimal("0.25"))
            .build();

    private static final TaskError ERROR = TaskError.of(ErrorKind.TRANSIENT, "try again")
            .at(2, "w")
            .retryAfter(Duration.ofSeconds(3))
            .details(Map.of("status", 503));

    private ChangeSamples() {}

    /** Returns the changes by the names that they have in the file of their bytes. */
    static Map<String, StateChange> all() {
        Map<String, StateChange> changes = new LinkedHashMap<>();
        changes.put("task added", new StateChange.TaskAdded(task(), "ann", 12345));
        changes.put("task updated", new StateChange.TaskUpdated(fields()));
        changes.put("failed", new StateChange.OutcomeSet("t", new Outcome.Failed("t", 2, CONTENT_AT, ERROR, USAGE)));
        changes.put(
                "cancelled",
                new StateChange.OutcomeSet(
                        "t", new Outcome.Cancelled("t", 1, CONTENT_AT, "no", Optional.of("up"), USAGE)));
        changes.put("checkpoint set", new StateChange.CheckpointSet("t", new Checkpoint(Map.of("step", 3))));
        changes.put("attempt ended", new StateChange.AttemptEnded("t", attempt()));
        changes.put("task deleted", new StateChange.TaskDeleted("t"));
        ofFleet(changes);
        return changes;
    }

    private static void ofFleet(Map<String, StateChange> changes) {
        changes.put("worker set", worker());
        changes.put("worker removed", new StateChange.WorkerRemoved("w"));
        changes.put(
                "task event",
                new StateChange.EventAdded(
                        9,
                        new FleetEvent.TaskEvent(
                                "9", AT, FleetEvent.TaskEvent.Kind.STARTED, "t", "code", 1, Optional.of("w"))));
        changes.put(
                "worker event",
                new StateChange.EventAdded(
                        10, new FleetEvent.WorkerEvent("10", AT, FleetEvent.WorkerEvent.Kind.LEFT, "w")));
        changes.put(
                "audit added",
                new StateChange.AuditAdded(4, audit(AuditAction.PURGED).build()));
        changes.put(
                "audit of a newer version added",
                new StateChange.AuditAdded(
                        5, audit(AuditAction.UNKNOWN).unknownAction("MOVED").build()));
        changes.put("audit pruned", new StateChange.AuditPruned(3));
        changes.put(
                "allowance spent",
                new StateChange.AllowanceSpent(
                        "key",
                        new Spent(new BigDecimal("1.5"), 10, 2),
                        LocalDate.of(2025, 1, 2),
                        new Spent(new BigDecimal("0.5"), 4, 1)));
        changes.put("allowance forgotten", new StateChange.AllowanceForgotten("key"));
        changes.put("rate used", new StateChange.RateUsed("ann", 99));
        changes.put(
                "turn taken",
                new StateChange.TurnTaken("code", new TreeSet<>(List.of("java", "jdk")), "w", Map.of("w", -3), 5));
        changes.put("counters set", new StateChange.CountersSet(1, true, 2, 3, 4, 5, 6));
        changes.put("document set", new StateChange.DocumentSet(new Document("kind", "name", 3, "content é")));
        changes.put("document deleted", new StateChange.DocumentDeleted("kind", "name"));
    }

    private static Task task() {
        return Task.of("do it")
                .id("t")
                .type("code")
                .tag("team", "core")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .allowance(new Allowance("key", Budget.UNLIMITED, Budget.cost("2.50")))
                .concurrency("lock", 2);
    }

    private static StoredTaskFields fields() {
        return new StoredTaskFields(
                "t",
                TaskStatus.RUNNING,
                2,
                1,
                77,
                76,
                Optional.of("w"),
                1000,
                2000,
                3000,
                Optional.of("chosen"),
                4000,
                true,
                5000,
                6000,
                20_000,
                7000,
                Optional.of(new CancelReason("no longer needed", Optional.of("up"))),
                USAGE);
    }

    private static AttemptInfo attempt() {
        return AttemptInfo.builder(1, "w", AT)
                .endedAt(AT.plusMillis(5))
                .end(AttemptInfo.End.FAILED)
                .error(ERROR)
                .usage(USAGE)
                .build();
    }

    private static AuditEntry.Builder audit(AuditAction action) {
        return AuditEntry.builder(AT, "ann", action)
                .subjects(List.of("t", "u"))
                .count(2)
                .detail("detail");
    }

    private static StateChange.WorkerSet worker() {
        WorkerInfo worker = WorkerInfo.builder("w", WorkerState.ONLINE, CONTENT_AT, CONTENT_AT)
                .types(new TreeSet<>(List.of("code")))
                .capabilities(new TreeSet<>(List.of("java")))
                .concurrency(4)
                .running(3)
                .labels(Map.of("zone", "a"))
                .build();
        WorkerSignal cancel = new WorkerSignal.CancelRequested("t", "no longer needed");
        WorkerSignal command = new WorkerSignal.CommandReceived(WorkerCommand.setConcurrency(3));
        return new StateChange.WorkerSet(
                worker, 9000, 5000, true, List.of(cancel, command), new SignalBatch(7, List.of(command)), 12);
    }
}
