package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CancelResult;
import io.codefleet.EventQuery;
import io.codefleet.FleetEvent;
import io.codefleet.FleetStats;
import io.codefleet.Outcome;
import io.codefleet.Page;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerInfo;
import io.codefleet.broker.Broker;
import io.codefleet.broker.EventBatch;
import io.codefleet.broker.SubmitReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One client of the broker under test, with what it has heard. Its methods wait for the answer. */
final class TckClient {
    final Broker broker;
    final Recorder received;

    TckClient(Broker broker, Recorder received) {
        this.broker = broker;
        this.received = received;
    }

    /** Submits tasks that must be accepted. */
    void submit(Task... tasks) {
        submit(Arrays.asList(tasks));
    }

    void submit(List<Task> tasks) {
        assertThat(get(broker.submit(tasks))).hasSize(tasks.size()).allMatch(SubmitReply.Accepted.INSTANCE::equals);
    }

    SubmitReply reply(Task task) {
        List<SubmitReply> replies = get(broker.submit(List.of(task)));
        assertThat(replies).hasSize(1);
        return replies.get(0);
    }

    /** Returns why the broker refuses this task; it must do so. */
    Exception refusal(Task task) {
        SubmitReply reply = reply(task);
        assertThat(reply).isInstanceOf(SubmitReply.Refused.class);
        return ((SubmitReply.Refused) reply).reason();
    }

    Optional<TaskInfo> look(String id) {
        return get(broker.find(List.of(id))).stream().findFirst();
    }

    TaskInfo find(String id) {
        return look(id).orElseThrow(() -> new AssertionError("there is no task " + id));
    }

    TaskStatus status(String id) {
        return find(id).status();
    }

    Outcome outcome(String id) {
        return find(id).outcome().orElseThrow(() -> new AssertionError("task " + id + " has no outcome"));
    }

    Outcome.Failed failure(String id) {
        Outcome outcome = outcome(id);
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return (Outcome.Failed) outcome;
    }

    CancelResult cancel(String id) {
        return get(broker.cancel(id, "no longer needed"));
    }

    FleetStats stats() {
        return get(broker.stats());
    }

    Optional<WorkerInfo> worker(String id) {
        return get(broker.workers()).stream()
                .filter(worker -> worker.id().equals(id))
                .findFirst();
    }

    /** Returns all tasks of a query, over all pages, in order. */
    List<TaskSummary> list(TaskQuery query) {
        List<TaskSummary> all = new ArrayList<>();
        Page<TaskSummary> page = get(broker.list(query));
        all.addAll(page.items());
        while (page.next().isPresent()) {
            page = get(broker.list(query.from(page.next().get())));
            all.addAll(page.items());
        }
        return all;
    }

    List<String> listIds(TaskQuery query) {
        return list(query).stream().map(TaskSummary::id).toList();
    }

    String cursorOfNow() {
        return get(broker.events(Optional.empty(), 1, Duration.ZERO)).cursor();
    }

    /** Returns all events behind the cursor. It reads them in batches of a few. */
    List<FleetEvent> eventsAfter(String cursor) {
        List<FleetEvent> all = new ArrayList<>();
        EventBatch batch = get(broker.events(Optional.of(cursor), 7, Duration.ZERO));
        while (!batch.events().isEmpty()) {
            all.addAll(batch.events());
            batch = get(broker.events(Optional.of(batch.cursor()), 7, Duration.ZERO));
        }
        return all;
    }

    /** Returns the kinds of the events of one task, the oldest first. */
    List<FleetEvent.TaskEvent.Kind> eventsOf(String taskId) {
        return eventsAfter(EventQuery.OLDEST).stream()
                .filter(event -> event instanceof FleetEvent.TaskEvent task
                        && task.taskId().equals(taskId))
                .map(event -> ((FleetEvent.TaskEvent) event).kind())
                .toList();
    }

    /** Returns the kinds of the events of one worker, the oldest first. */
    List<FleetEvent.WorkerEvent.Kind> eventsOfWorker(String workerId) {
        return eventsAfter(EventQuery.OLDEST).stream()
                .filter(event -> event instanceof FleetEvent.WorkerEvent worker
                        && worker.workerId().equals(workerId))
                .map(event -> ((FleetEvent.WorkerEvent) event).kind())
                .toList();
    }
}
