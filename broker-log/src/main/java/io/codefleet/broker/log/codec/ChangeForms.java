package io.codefleet.broker.log.codec;

import io.codefleet.TaskStatus;
import io.codefleet.broker.CancelReason;
import io.codefleet.broker.inmemory.internal.SignalBatch;
import io.codefleet.broker.inmemory.internal.StateChange;
import io.codefleet.broker.inmemory.internal.StateChange.AllowanceForgotten;
import io.codefleet.broker.inmemory.internal.StateChange.AllowanceSpent;
import io.codefleet.broker.inmemory.internal.StateChange.AttemptEnded;
import io.codefleet.broker.inmemory.internal.StateChange.AuditAdded;
import io.codefleet.broker.inmemory.internal.StateChange.AuditPruned;
import io.codefleet.broker.inmemory.internal.StateChange.CheckpointSet;
import io.codefleet.broker.inmemory.internal.StateChange.CountersSet;
import io.codefleet.broker.inmemory.internal.StateChange.DocumentDeleted;
import io.codefleet.broker.inmemory.internal.StateChange.DocumentSet;
import io.codefleet.broker.inmemory.internal.StateChange.EventAdded;
import io.codefleet.broker.inmemory.internal.StateChange.OutcomeSet;
import io.codefleet.broker.inmemory.internal.StateChange.RateUsed;
import io.codefleet.broker.inmemory.internal.StateChange.TaskAdded;
import io.codefleet.broker.inmemory.internal.StateChange.TaskDeleted;
import io.codefleet.broker.inmemory.internal.StateChange.TaskUpdated;
import io.codefleet.broker.inmemory.internal.StateChange.TurnTaken;
import io.codefleet.broker.inmemory.internal.StateChange.WorkerRemoved;
import io.codefleet.broker.inmemory.internal.StateChange.WorkerSet;
import io.codefleet.broker.inmemory.internal.StoredTaskFields;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The changes of a namespace as they are in the log. Each change is one field, whose number says which it is. A change that is not
 * known cannot be skipped: then the log is of a newer version.
 */
public final class ChangeForms {
    private static final int VERSION = 1;

    private ChangeForms() {}

    /** Returns changes as bytes. */
    public static Buffer encode(List<StateChange> changes) {
        FieldWriter to = new FieldWriter();
        changes.forEach(change -> write(to, change));
        return to.toBuffer();
    }

    /**
     * Reads changes.
     *
     * @throws io.codefleet.error.MalformedDataException if they cannot be read
     * @throws UnsupportedVersionException if a change is not known
     */
    public static List<StateChange> decode(Buffer bytes) {
        return FieldReader.read("a change of the log", bytes, from -> {
            List<StateChange> changes = new ArrayList<>();
            from.each((fields, number) -> changes.add(read(fields, number)));
            return changes;
        });
    }

    private static void write(FieldWriter to, StateChange change) {
        if (change instanceof TaskAdded added) {
            to.message(
                    1,
                    added,
                    (w, c) -> w.message(1, c.task(), TaskForms::task)
                            .number(2, c.submitted())
                            .text(3, c.submitter()));
        } else if (change instanceof TaskUpdated updated) {
            to.message(2, updated.fields(), ChangeForms::taskFields);
        } else if (change instanceof OutcomeSet set) {
            to.message(3, set, (w, c) -> w.text(1, c.taskId()).message(2, c.outcome(), TaskForms::outcome));
        } else if (change instanceof CheckpointSet set) {
            to.message(4, set, (w, c) -> w.text(1, c.taskId()).message(2, c.checkpoint(), TaskForms::checkpoint));
        } else if (change instanceof AttemptEnded ended) {
            to.message(5, ended, (w, c) -> w.text(1, c.taskId()).message(2, c.attempt(), TaskForms::attempt));
        } else if (change instanceof TaskDeleted deleted) {
            to.message(6, deleted, (w, c) -> w.text(1, c.taskId()));
        } else {
            writeOther(to, change);
        }
    }

    private static void writeOther(FieldWriter to, StateChange change) {
        if (change instanceof WorkerSet set) {
            to.message(7, set, ChangeForms::worker);
        } else if (change instanceof WorkerRemoved removed) {
            to.message(8, removed, (w, c) -> w.text(1, c.workerId()));
        } else if (change instanceof EventAdded added) {
            to.message(9, added, (w, c) -> w.number(1, c.number()).message(2, c.event(), FleetForms::event));
        } else if (change instanceof AuditAdded added) {
            to.message(10, added, (w, c) -> w.number(1, c.number()).message(2, c.entry(), FleetForms::auditEntry));
        } else if (change instanceof AuditPruned pruned) {
            to.message(11, pruned, (w, c) -> w.number(1, c.first()));
        } else if (change instanceof AllowanceSpent spent) {
            to.message(
                    12,
                    spent,
                    (w, c) -> w.text(1, c.key())
                            .message(2, c.total(), TaskForms::spent)
                            .number(3, c.day().toEpochDay())
                            .message(4, c.onDay(), TaskForms::spent));
        } else if (change instanceof AllowanceForgotten forgotten) {
            to.message(13, forgotten, (w, c) -> w.text(1, c.key()));
        } else if (change instanceof RateUsed used) {
            to.message(14, used, (w, c) -> w.text(1, c.actor()).number(2, c.until()));
        } else if (change instanceof TurnTaken turn) {
            to.message(18, turn, ChangeForms::turn);
        } else if (change instanceof CountersSet counters) {
            to.message(15, counters, ChangeForms::counters);
        } else if (change instanceof DocumentSet set) {
            to.message(16, set.document(), FleetForms::document);
        } else if (change instanceof DocumentDeleted deleted) {
            to.message(17, deleted, (w, c) -> w.text(1, c.kind()).text(2, c.name()));
        }
    }

    private static StateChange read(FieldReader from, int number) {
        return switch (number) {
            case 1 -> new TaskAdded(from.message(1, TaskForms::task), from.text(3), from.number(2));
            case 2 -> new TaskUpdated(taskFields(from));
            case 3 -> new OutcomeSet(from.text(1), from.message(2, TaskForms::outcome));
            case 4 -> new CheckpointSet(from.text(1), from.message(2, TaskForms::checkpoint));
            case 5 -> new AttemptEnded(from.text(1), from.message(2, TaskForms::attempt));
            case 6 -> new TaskDeleted(from.text(1));
            case 7 -> worker(from);
            case 8 -> new WorkerRemoved(from.text(1));
            case 9 -> new EventAdded(from.number(1), from.message(2, FleetForms::event));
            case 10 -> new AuditAdded(from.number(1), from.message(2, FleetForms::auditEntry));
            case 11 -> new AuditPruned(from.number(1));
            case 12 ->
                new AllowanceSpent(
                        from.text(1),
                        from.message(2, TaskForms::spent),
                        LocalDate.ofEpochDay(from.number(3)),
                        from.message(4, TaskForms::spent));
            case 13 -> new AllowanceForgotten(from.text(1));
            case 14 -> new RateUsed(from.text(1), from.number(2));
            case 15 -> counters(from);
            case 16 -> new DocumentSet(FleetForms.document(from));
            case 18 -> turn(from);
            case 17 -> new DocumentDeleted(from.text(1), from.text(2));
            default -> throw UnsupportedVersionException.ofValue("a change of the log", "kind", VERSION, VERSION);
        };
    }

    private static void taskFields(FieldWriter to, StoredTaskFields task) {
        to.text(1, task.taskId())
                .constant(2, task.status())
                .number(3, task.attempt())
                .number(4, task.failures())
                .number(5, task.token())
                .number(6, task.reportedToken())
                .text(7, task.workerId());
        time(to, 8, task.started());
        time(to, 9, task.finished());
        time(to, 10, task.due());
        to.text(11, task.chosenWorker());
        time(to, 12, task.sharedAt());
        to.flag(13, task.hasPermit());
        time(to, 14, task.attemptDeadline());
        time(to, 15, task.leaseEnd());
        to.number(16, task.leaseMillis());
        time(to, 17, task.keptUntil());
        to.optional(
                        18,
                        task.cancelReason(),
                        (w, cancel) -> w.text(1, cancel.reason()).text(2, cancel.ancestorId()))
                .message(19, task.used(), TaskForms::usage);
    }

    private static void time(FieldWriter to, int field, long time) {
        if (time != StoredTaskFields.NEVER) {
            to.number(field, time);
        }
    }

    private static StoredTaskFields taskFields(FieldReader from) {
        return new StoredTaskFields(
                from.text(1),
                from.constant(2, TaskStatus.class),
                from.integer(3),
                from.integer(4),
                from.number(5),
                from.number(6),
                from.optionalText(7),
                from.number(8, StoredTaskFields.NEVER),
                from.number(9, StoredTaskFields.NEVER),
                from.number(10, StoredTaskFields.NEVER),
                from.optionalText(11),
                from.number(12, StoredTaskFields.NEVER),
                from.flag(13),
                from.number(14, StoredTaskFields.NEVER),
                from.number(15, StoredTaskFields.NEVER),
                from.integer(16),
                from.number(17, StoredTaskFields.NEVER),
                from.optionalMessage(18, cancel -> new CancelReason(cancel.text(1), cancel.optionalText(2))),
                from.message(19, TaskForms::usage));
    }

    private static void worker(FieldWriter to, WorkerSet worker) {
        to.message(1, worker.worker(), FleetForms::worker)
                .number(2, worker.expiry())
                .number(3, worker.timeToLive())
                .flag(4, worker.offline())
                .messages(5, worker.inbox(), FleetForms::signal);
        if (worker.unconfirmed().number() != 0) {
            to.message(
                    6,
                    worker.unconfirmed(),
                    (w, batch) -> w.number(1, batch.number()).messages(2, batch.signals(), FleetForms::signal));
        }
        if (worker.joinTick() != 0) {
            to.number(7, worker.joinTick());
        }
    }

    private static WorkerSet worker(FieldReader from) {
        return new WorkerSet(
                from.message(1, FleetForms::worker),
                from.number(2),
                from.number(3),
                from.flag(4),
                from.messages(5, FleetForms::signal),
                from.optionalMessage(
                                6, batch -> new SignalBatch(batch.number(1), batch.messages(2, FleetForms::signal)))
                        .orElse(SignalBatch.NONE),
                from.number(7, 0));
    }

    private static void turn(FieldWriter to, TurnTaken turn) {
        to.text(1, turn.type())
                .texts(2, turn.capabilities())
                .text(3, turn.last())
                .messages(
                        4,
                        turn.nearness().entrySet(),
                        (w, worker) -> w.text(1, worker.getKey()).number(2, worker.getValue()))
                .number(5, turn.at());
    }

    private static TurnTaken turn(FieldReader from) {
        Map<String, Integer> nearness = new HashMap<>();
        from.messages(4, worker -> nearness.put(worker.text(1), worker.integer(2)));
        return new TurnTaken(from.text(1), new TreeSet<>(from.texts(2)), from.text(3), nearness, from.number(5));
    }

    private static void counters(FieldWriter to, CountersSet counters) {
        to.number(1, counters.lastTick())
                .flag(2, counters.paused())
                .number(3, counters.maxEvents())
                .number(4, counters.submitted())
                .number(5, counters.completed())
                .number(6, counters.failed())
                .number(7, counters.cancelled());
    }

    private static CountersSet counters(FieldReader from) {
        return new CountersSet(
                from.number(1),
                from.flag(2),
                from.integer(3),
                from.number(4),
                from.number(5),
                from.number(6),
                from.number(7));
    }
}
