package io.codefleet.faults.checker;

import io.codefleet.FleetStats;
import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.HistoryEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Builder of the history of a run by hand, in the order of time. */
final class HistoryBuilder {
    private final List<HistoryEntry> entries = new ArrayList<>();
    private final List<FinalTask> tasks = new ArrayList<>();
    private String process = "a-c1.1";
    private String task = "a-c1/work/1";
    private long completed;
    private long running;

    /** What follows is said by this process. */
    HistoryBuilder by(String name) {
        process = name;
        return this;
    }

    /** What follows is about this task. */
    HistoryBuilder about(String id) {
        task = id;
        return this;
    }

    HistoryBuilder text(EventType what, int attempt, long token, String detail) {
        entries.add(new HistoryEntry(entries.size() + 1, process, what, task, attempt, token, detail));
        return this;
    }

    HistoryBuilder text(EventType what, String detail) {
        return text(what, 0, 0, detail);
    }

    HistoryBuilder event(String kind, int attempt) {
        return by("run").text(EventType.EVENT, attempt, 0, kind);
    }

    /** Something about no task. */
    HistoryBuilder happens(EventType what, String detail) {
        entries.add(new HistoryEntry(entries.size() + 1, process, what, "", 0, 0, detail));
        return this;
    }

    HistoryBuilder ends(String status, int attempts, String text) {
        return ends(new FinalTask(task, status, outcome(status, attempts, text), attempts, 0, 0, 3));
    }

    HistoryBuilder ends(FinalTask last) {
        tasks.add(last);
        completed += last.status().equals("COMPLETED") ? 1 : 0;
        return this;
    }

    HistoryBuilder countsCompleted(long more) {
        completed += more;
        return this;
    }

    HistoryBuilder countsRunning(long more) {
        running += more;
        return this;
    }

    static String outcome(String status, int attempts, String text) {
        return status + " attempts=" + attempts + " at=T " + text;
    }

    private long count(String status) {
        return tasks.stream().filter(one -> one.status().equals(status)).count();
    }

    List<Violation> check() {
        FleetStats stats = FleetStats.builder(Instant.EPOCH)
                .running(running)
                .submitted(tasks.size())
                .completed(completed)
                .failed(count("FAILED"))
                .cancelled(count("CANCELLED"))
                .build();
        return Checker.check(entries, List.of(new FinalState("a", tasks, stats)));
    }

    // ---- the usual parts

    /** A client submits the task and gets the answer that it is stored. */
    HistoryBuilder submitted() {
        return by("a-c1.1")
                .text(EventType.SUBMIT_CALLED, "work a-c1/work/1")
                .event("SUBMITTED", 0)
                .by("a-c1.1")
                .text(EventType.SUBMIT_ACKNOWLEDGED, "");
    }

    /** A worker takes it. */
    HistoryBuilder taken(String worker, int attempt, long token) {
        return event("STARTED", attempt)
                .by(worker)
                .text(EventType.CLAIMED, attempt, token, worker)
                .text(EventType.HANDLER_STARTED, attempt, 0, "work a-c1/work/1");
    }

    /** It reports a result, which is accepted. */
    HistoryBuilder completed(String worker, int attempt, long token, String text) {
        return by(worker)
                .text(EventType.REPORT_CALLED, attempt, token, "Completed " + text)
                .event("COMPLETED", attempt)
                .by(worker)
                .text(EventType.REPORT_ACCEPTED, attempt, token, "Completed " + text);
    }

    /** A client awaits the outcome and sees it. */
    HistoryBuilder seen(String outcome) {
        return by("a-c1.1").text(EventType.OUTCOME_AWAITED, "").text(EventType.OUTCOME_SEEN, outcome);
    }

    /** A task that goes well from its submit to its outcome. */
    static HistoryBuilder ofOneTask() {
        return new HistoryBuilder()
                .submitted()
                .taken("a-w1.1", 1, 10)
                .completed("a-w1.1", 1, 10, "done")
                .seen(outcome("COMPLETED", 1, "done"));
    }

    /** The end of that task. */
    HistoryBuilder well() {
        return ends("COMPLETED", 1, "done");
    }
}
