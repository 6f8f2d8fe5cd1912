package io.codefleet.client;

import io.codefleet.Outcome;
import io.codefleet.SubmitException;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.batch.Batcher;
import io.codefleet.broker.Broker;
import io.codefleet.broker.SubmitReply;
import io.codefleet.error.CodefleetException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Submits tasks, single ones together with others when much is under way. May be used from any thread. */
final class Submitter {
    private static final int BATCH = 50;
    private static final int UNDER_WAY = 4;

    private final BrokerLink link;
    private final TaskAccess access;
    private final Upkeep upkeep;
    private final Batcher<Task, SubmitReply> batcher;

    Submitter(Context context, Broker broker, BrokerLink link, TaskAccess access, Upkeep upkeep) {
        this.link = link;
        this.access = access;
        this.upkeep = upkeep;
        this.batcher = new Batcher<>(context, BATCH, UNDER_WAY, broker::submit);
    }

    /** A task that was submitted, and what was known of it. */
    record Submitted(TaskHandle handle, Optional<Outcome> known) {}

    Future<TaskHandle> submit(Task task) {
        return submitted(task).map(Submitted::handle);
    }

    Future<Submitted> submitted(Task task) {
        long mark = access.outcomes().mark();
        return link.ask(broker -> batcher.add(task)).map(reply -> submitted(task, mark, reply));
    }

    Future<List<TaskHandle>> submit(List<Task> tasks) {
        List<Task> copy = List.copyOf(tasks);
        long mark = access.outcomes().mark();
        return link.ask(broker -> broker.submit(copy)).map(replies -> handles(copy, mark, replies));
    }

    /** Submits tasks whose outcomes are not asked for by a handle: nothing is held for them. */
    Future<List<SubmitReply>> submitUnawaited(List<Task> tasks) {
        return unawaited(tasks, link.ask(broker -> broker.submit(tasks)));
    }

    /** {@link #submitUnawaited} of the contents of failed tasks. */
    Future<List<SubmitReply>> replayUnawaited(List<Task> tasks) {
        return unawaited(tasks, link.ask(broker -> broker.replay(tasks)));
    }

    private Future<List<SubmitReply>> unawaited(List<Task> tasks, Future<List<SubmitReply>> replies) {
        return replies.onSuccess(stored -> tasks.forEach(this::upkeepFor));
    }

    /** Submits a task with the content of a failed one. */
    Future<Submitted> replay(Task task) {
        long mark = access.outcomes().mark();
        return link.ask(broker -> broker.replay(List.of(task))).map(replies -> submitted(task, mark, replies.get(0)));
    }

    private Submitted submitted(Task task, long mark, SubmitReply reply) {
        return new Submitted(
                handle(task, mark, reply),
                reply instanceof SubmitReply.Ended ended ? Optional.of(ended.outcome()) : Optional.empty());
    }

    private List<TaskHandle> handles(List<Task> tasks, long mark, List<SubmitReply> replies) {
        List<TaskHandle> handles = new ArrayList<>(tasks.size());
        Map<String, CodefleetException> refused = new LinkedHashMap<>();
        for (int i = 0; i < tasks.size(); i++) {
            if (replies.get(i) instanceof SubmitReply.Refused refusal) {
                refused.put(tasks.get(i).id(), refusal.reason());
            } else {
                handles.add(handle(tasks.get(i), mark, replies.get(i)));
            }
        }
        if (!refused.isEmpty()) {
            throw new SubmitException(tasks.size(), refused);
        }
        return handles;
    }

    private TaskHandle handle(Task task, long mark, SubmitReply reply) {
        if (reply instanceof SubmitReply.Refused refused) {
            throw refused.reason();
        }
        upkeepFor(task);
        @Nullable Outcome known = reply instanceof SubmitReply.Ended ended ? ended.outcome() : null;
        return new ClientTaskHandle(access, task.id(), mark, known);
    }

    private void upkeepFor(Task task) {
        if (!task.delay().isZero()) {
            upkeep.dueIn(task.delay());
        }
    }
}
