package io.codefleet.broker.log.codec;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditNote;
import io.codefleet.AuditQuery;
import io.codefleet.Document;
import io.codefleet.FleetEvent;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.FleetEvent.WorkerEvent;
import io.codefleet.FleetStats;
import io.codefleet.Spending;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.json.WorkerJson;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Workers, events, audit, documents and figures. */
public final class FleetForms {
    private FleetForms() {}

    /** Writes a worker. */
    public static void worker(FieldWriter to, WorkerInfo worker) {
        to.buffer(1, WorkerJson.encode(worker).toBuffer());
    }

    /** Reads a worker. */
    public static WorkerInfo worker(FieldReader from) {
        return WorkerJson.decode("a worker", from.buffer(1));
    }

    /** Writes a command. */
    public static void command(FieldWriter to, WorkerCommand command) {
        to.buffer(1, WorkerJson.encode(command).toBuffer());
    }

    /** Reads a command. */
    public static WorkerCommand command(FieldReader from) {
        return WorkerJson.decodeCommand("a command", from.buffer(1));
    }

    /** Writes a signal: nothing for one that only wakes. */
    public static void signal(FieldWriter to, WorkerSignal signal) {
        if (signal instanceof WorkerSignal.CancelRequested cancel) {
            to.text(1, cancel.taskId()).text(2, cancel.reason());
        } else if (signal instanceof WorkerSignal.CommandReceived received) {
            to.message(3, received.command(), FleetForms::command);
        }
    }

    /** Reads a signal. */
    public static WorkerSignal signal(FieldReader from) {
        if (from.has(1)) {
            return new WorkerSignal.CancelRequested(from.text(1), from.text(2));
        }
        return from.optionalMessage(3, FleetForms::command)
                .<WorkerSignal>map(WorkerSignal.CommandReceived::new)
                .orElse(WorkerSignal.WorkAvailable.INSTANCE);
    }

    /** Writes an event. */
    public static void event(FieldWriter to, FleetEvent event) {
        to.text(1, event.cursor()).instant(2, event.at());
        if (event instanceof TaskEvent task) {
            to.constant(3, task.kind())
                    .text(4, task.taskId())
                    .text(5, task.taskType())
                    .number(6, task.attempt())
                    .text(7, task.workerId());
        } else if (event instanceof WorkerEvent worker) {
            to.constant(8, worker.kind()).text(7, worker.workerId());
        }
    }

    /** Reads an event. */
    public static FleetEvent event(FieldReader from) {
        if (from.has(3)) {
            return new TaskEvent(
                    from.text(1),
                    from.instant(2),
                    from.constant(3, TaskEvent.Kind.class),
                    from.text(4),
                    from.text(5),
                    from.integer(6),
                    from.optionalText(7));
        }
        if (from.has(8)) {
            return new WorkerEvent(
                    from.text(1), from.instant(2), from.constant(8, WorkerEvent.Kind.class), from.text(7));
        }
        return new FleetEvent.Missed(from.text(1), from.instant(2));
    }

    /** Writes an entry of the audit. */
    public static void auditEntry(FieldWriter to, AuditEntry entry) {
        to.instant(1, entry.at())
                .text(2, entry.actor())
                .text(3, entry.unknownAction().orElseGet(() -> entry.action().code()))
                .texts(4, entry.subjects())
                .number(5, entry.count())
                .text(6, entry.detail());
    }

    /** Reads an entry of the audit. One of a newer version keeps its action as stored. */
    public static AuditEntry auditEntry(FieldReader from) {
        Optional<AuditAction> action = from.knownConstant(3, AuditAction.class);
        return AuditEntry.builder(from.instant(1), from.text(2), action.orElse(AuditAction.UNKNOWN))
                .unknownAction(action.isPresent() ? null : from.text(3))
                .subjects(from.texts(4))
                .count(from.integer(5))
                .detail(from.optionalText(6).orElse(null))
                .build();
    }

    /** Writes a note for the audit. */
    public static void auditNote(FieldWriter to, AuditNote note) {
        to.constant(1, note.action()).text(2, note.subject()).text(3, note.detail());
    }

    /** Reads a note for the audit. */
    public static AuditNote auditNote(FieldReader from) {
        return new AuditNote(from.constant(1, AuditAction.class), from.text(2), from.optionalText(3));
    }

    /** Writes what is asked of the audit. */
    public static void auditQuery(FieldWriter to, AuditQuery query) {
        to.text(1, query.actor())
                .texts(2, query.actions().stream().map(AuditAction::code).toList())
                .text(3, query.subject())
                .instant(4, query.since())
                .instant(5, query.until())
                .number(6, query.pageSize())
                .text(7, query.cursor());
    }

    /** Reads what is asked of the audit. */
    public static AuditQuery auditQuery(FieldReader from) {
        return AuditQuery.builder()
                .actor(from.optionalText(1).orElse(null))
                .actions(new HashSet<>(from.constants(2, AuditAction.class)))
                .subject(from.optionalText(3).orElse(null))
                .since(from.optionalInstant(4).orElse(null))
                .until(from.optionalInstant(5).orElse(null))
                .pageSize(from.integer(6))
                .cursor(from.optionalText(7).orElse(null))
                .build();
    }

    /** Writes which tasks are asked for. */
    public static void taskQuery(FieldWriter to, TaskQuery query) {
        to.texts(1, query.statuses().stream().map(TaskStatus::code).toList())
                .text(2, query.type())
                .number(3, query.pageSize())
                .text(4, query.cursor())
                .text(6, query.submitter());
        TaskForms.tags(to, 5, query.tags());
    }

    /** Reads which tasks are asked for. */
    public static TaskQuery taskQuery(FieldReader from) {
        return TaskQuery.builder()
                .statuses(new HashSet<>(from.constants(1, TaskStatus.class)))
                .type(from.optionalText(2).orElse(null))
                .tags(TaskForms.tags(from, 5))
                .submitter(from.optionalText(6).orElse(null))
                .pageSize(from.integer(3))
                .cursor(from.optionalText(4).orElse(null))
                .build();
    }

    /** Writes a document. */
    public static void document(FieldWriter to, Document document) {
        to.text(1, document.kind())
                .text(2, document.name())
                .number(3, document.version())
                .text(4, document.content());
    }

    /** Reads a document. */
    public static Document document(FieldReader from) {
        return new Document(from.text(1), from.text(2), from.number(3), from.text(4));
    }

    /** Writes what an allowance has consumed. */
    public static void spending(FieldWriter to, Spending spending) {
        to.text(1, spending.key())
                .number(2, spending.today().toEpochDay())
                .message(3, spending.total(), TaskForms::spent)
                .messages(4, spending.days().entrySet(), FleetForms::day);
    }

    private static void day(FieldWriter to, Map.Entry<LocalDate, Spending.Spent> day) {
        to.number(1, day.getKey().toEpochDay()).message(2, day.getValue(), TaskForms::spent);
    }

    /** Reads what an allowance has consumed. */
    public static Spending spending(FieldReader from) {
        SortedMap<LocalDate, Spending.Spent> days = new TreeMap<>();
        from.messages(4, day -> days.put(LocalDate.ofEpochDay(day.number(1)), day.message(2, TaskForms::spent)));
        return new Spending(
                from.text(1), LocalDate.ofEpochDay(from.number(2)), from.message(3, TaskForms::spent), days);
    }

    /** Writes the figures of the fleet. */
    public static void stats(FieldWriter to, FleetStats stats) {
        to.instant(1, stats.at())
                .number(2, stats.queued())
                .number(3, stats.waitingForPermit())
                .number(4, stats.delayed())
                .number(5, stats.running())
                .number(6, stats.submitted())
                .number(7, stats.completed())
                .number(8, stats.failed())
                .number(9, stats.cancelled())
                .number(10, stats.workers())
                .flag(11, stats.paused())
                .messages(12, stats.lanes(), FleetForms::lane);
    }

    private static void lane(FieldWriter to, FleetStats.Lane lane) {
        to.text(1, lane.type())
                .texts(2, lane.requiredCapabilities())
                .text(3, lane.workerId())
                .number(4, lane.queued())
                .duration(5, lane.oldest())
                .number(6, lane.servingWorkers());
    }

    /** Reads the figures of the fleet. */
    public static FleetStats stats(FieldReader from) {
        return FleetStats.builder(from.instant(1))
                .queued(from.number(2))
                .waitingForPermit(from.number(3))
                .delayed(from.number(4))
                .running(from.number(5))
                .submitted(from.number(6))
                .completed(from.number(7))
                .failed(from.number(8))
                .cancelled(from.number(9))
                .workers(from.integer(10))
                .paused(from.flag(11))
                .lanes(from.messages(12, FleetForms::lane))
                .build();
    }

    private static FleetStats.Lane lane(FieldReader from) {
        return FleetStats.Lane.builder(from.text(1))
                .requiredCapabilities(new TreeSet<>(from.texts(2)))
                .workerId(from.optionalText(3).orElse(null))
                .queued(from.number(4))
                .oldest(from.duration(5))
                .servingWorkers(from.integer(6))
                .build();
    }
}
