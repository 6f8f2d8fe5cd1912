package io.codefleet.internal.client;

import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.broker.Broker;
import io.codefleet.broker.SubmitReply;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.SubmitException;
import io.codefleet.internal.batch.Batcher;
import io.codefleet.internal.client.SubmitInterceptors.Intercepted;
import io.codefleet.internal.orchestration.ConsensusIds;
import io.codefleet.time.DurationText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Submits tasks, single ones together with others when much is under way. May be used from any thread. */
final class Submitter {
    private static final Pattern PASSWORD = Pattern.compile("\\s*[A-Za-z][A-Za-z0-9+.-]*:[/\\\\]*[^/?#@]*:[^/?#]*@");
    /** How many characters of a project may be its login. */
    private static final int LONGEST_LOGIN = 1000;

    private static final int BATCH = 50;
    private static final int UNDER_WAY = 4;

    private final BrokerLink link;
    private final TaskAccess access;
    private final MaintenanceLoop maintenance;
    private final Batcher<Task, SubmitReply> batcher;

    private final SubmitInterceptors interceptors;

    Submitter(
            Context context,
            Broker broker,
            BrokerLink link,
            TaskAccess access,
            MaintenanceLoop maintenance,
            SubmitInterceptors interceptors) {
        this.link = link;
        this.access = access;
        this.maintenance = maintenance;
        this.batcher = new Batcher<>(context, BATCH, UNDER_WAY, tasks -> send(tasks, broker));
        this.interceptors = interceptors;
    }

    SubmitInterceptors interceptors() {
        return interceptors;
    }

    /** A task that was submitted, and what was known of it. */
    record Submitted(TaskHandle handle, Optional<Outcome> known) {}

    /** Sends tasks to the broker. */
    private interface Send extends Function<List<Task>, Future<List<SubmitReply>>> {}

    Future<TaskHandle> submit(Task task) {
        return submitted(task).map(Submitted::handle);
    }

    Future<Submitted> submitted(Task task) {
        return intercepted(
                task,
                changed -> link.ask(broker -> {
                    Optional<InvalidInputException> fault = fault(changed);
                    if (fault.isPresent()) {
                        return Future.failedFuture(fault.get());
                    }
                    return batcher.add(changed).map(reply -> submitted(changed, reply));
                }));
    }

    /**
     * Sends a batch. Its outcomes are expected only from here on: among tasks that wait to be sent, of which there may be any
     * number, nothing can end, and they would push out the tasks whose outcomes are on their way.
     */
    private Future<List<SubmitReply>> send(List<Task> tasks, Broker broker) {
        access.outcomes().expect(ids(tasks));
        return broker.submit(tasks);
    }

    private static List<String> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).toList();
    }

    private Future<Submitted> intercepted(Task task, Function<Task, Future<Submitted>> submit) {
        if (interceptors.isEmpty()) {
            return submit.apply(task);
        }
        Intercepted call = interceptors.intercept(task);
        CodefleetException fault = call.fault();
        Future<Submitted> end = fault == null ? submit.apply(call.task()) : Future.failedFuture(fault);
        return end.onSuccess(submitted -> call.accepted(submitted.handle())).onFailure(call::refused);
    }

    Future<List<TaskHandle>> submit(List<Task> tasks) {
        List<Task> copy = List.copyOf(tasks);
        return intercepted(
                copy,
                (changed, calls) -> link.ask(broker -> {
                    access.outcomes().expect(ids(changed));
                    return sound(changed, calls, broker::submit).map(replies -> handles(changed, replies));
                }));
    }

    /** Submits tasks whose outcomes are not asked for by a handle: nothing is held for them. */
    Future<List<SubmitReply>> submitUnawaited(List<Task> tasks) {
        return intercepted(
                tasks,
                (changed, calls) -> unawaited(changed, link.ask(broker -> sound(changed, calls, broker::submit))));
    }

    /** Submits the contents of failed tasks again, as {@link #submitUnawaited} does. */
    Future<List<SubmitReply>> replayUnawaited(List<Task> tasks) {
        return intercepted(
                tasks,
                (changed, calls) -> unawaited(changed, link.ask(broker -> sound(changed, calls, broker::replay))));
    }

    private Future<List<SubmitReply>> unawaited(List<Task> tasks, Future<List<SubmitReply>> replies) {
        return replies.onSuccess(stored -> tasks.forEach(this::maintenanceFor));
    }

    /** Submits tasks with their interceptors. Those of tasks that have no reply of their own get the failure of the call. */
    private <T> Future<T> intercepted(List<Task> tasks, BiFunction<List<Task>, List<Intercepted>, Future<T>> submit) {
        List<Intercepted> calls = interceptors.intercept(tasks);
        if (calls.isEmpty()) {
            return submit.apply(tasks, calls);
        }
        return submit.apply(calls.stream().map(Intercepted::task).toList(), calls)
                .onFailure(failure -> calls.forEach(call -> call.refused(failure)));
    }

    /** Submits a task with the content of a failed one. */
    Future<Submitted> replay(Task task) {
        return intercepted(
                task,
                changed -> link.ask(broker -> {
                    access.outcomes().expect(List.of(changed.id()));
                    return sound(List.of(changed), List.of(), broker::replay)
                            .map(replies -> submitted(changed, replies.get(0)));
                }));
    }

    private static Optional<InvalidInputException> fault(Task task) {
        return endsBeforeItsStart(task).or(() -> passwordInProject(task)).or(() -> ConsensusIds.fault(task));
    }

    /**
     * Returns the refusal of a task whose project has a password in its URL. The content of a task is stored, listed and
     * visible to everybody who may read tasks.
     */
    private static Optional<InvalidInputException> passwordInProject(Task task) {
        return task.context()
                .project()
                .filter(project -> PASSWORD.matcher(project)
                        .region(0, Math.min(project.length(), LONGEST_LOGIN))
                        .lookingAt())
                .map(project -> new InvalidInputException(
                        "project",
                        "has a password in its URL, which would be stored with the task; leave it out, and give the worker"
                                + " a login by workspace.git.credentials"));
    }

    /** Returns the refusal of a task whose deadline is over before it may start. It would only be stored to fail. */
    private static Optional<InvalidInputException> endsBeforeItsStart(Task task) {
        Duration deadline = task.limits().deadline();
        return task.delay().compareTo(deadline) < 0
                ? Optional.empty()
                : Optional.of(new InvalidInputException(
                        "delay",
                        "is " + DurationText.format(task.delay()) + ", and limits.deadline of "
                                + DurationText.format(deadline)
                                + " is over by then; give a shorter delay or a longer deadline"));
    }

    /**
     * Sends those that can succeed; each other has its refusal, in its place.
     *
     * @param calls of the interceptors for each task, which get its reply; none if there are no interceptors
     */
    private Future<List<SubmitReply>> sound(List<Task> tasks, List<Intercepted> calls, Send send) {
        Future<List<SubmitReply>> replies = sendSound(tasks, calls, send);
        return calls.isEmpty() ? replies : replies.onSuccess(all -> notifyInterceptors(calls, all));
    }

    private static Future<List<SubmitReply>> sendSound(List<Task> tasks, List<Intercepted> calls, Send send) {
        Map<Integer, SubmitReply> refused = new HashMap<>();
        List<Task> sound = new ArrayList<>(tasks.size());
        for (int i = 0; i < tasks.size(); i++) {
            CodefleetException fault = calls.isEmpty() ? null : calls.get(i).fault();
            if (fault == null) {
                fault = fault(tasks.get(i)).orElse(null);
            }
            if (fault != null) {
                refused.put(i, new SubmitReply.Refused(fault));
            } else {
                sound.add(tasks.get(i));
            }
        }
        if (refused.isEmpty()) {
            return send.apply(tasks);
        }
        Future<List<SubmitReply>> replies = sound.isEmpty() ? Future.succeededFuture(List.of()) : send.apply(sound);
        return replies.map(stored -> {
            Iterator<SubmitReply> next = stored.iterator();
            List<SubmitReply> all = new ArrayList<>(tasks.size());
            for (int i = 0; i < tasks.size(); i++) {
                SubmitReply refusal = refused.get(i);
                all.add(refusal == null ? next.next() : refusal);
            }
            return all;
        });
    }

    private void notifyInterceptors(List<Intercepted> calls, List<SubmitReply> replies) {
        for (int i = 0; i < calls.size(); i++) {
            Intercepted call = calls.get(i);
            if (replies.get(i) instanceof SubmitReply.Refused refused) {
                call.refused(refused.reason());
            } else {
                Outcome known = replies.get(i) instanceof SubmitReply.Ended ended ? ended.outcome() : null;
                call.accepted(new ClientTaskHandle(access, call.task().id(), false, known));
            }
        }
    }

    private Submitted submitted(Task task, SubmitReply reply) {
        return new Submitted(
                handle(task, reply),
                reply instanceof SubmitReply.Ended ended ? Optional.of(ended.outcome()) : Optional.empty());
    }

    private List<TaskHandle> handles(List<Task> tasks, List<SubmitReply> replies) {
        List<TaskHandle> handles = new ArrayList<>(tasks.size());
        Map<String, CodefleetException> refused = new LinkedHashMap<>();
        for (int i = 0; i < tasks.size(); i++) {
            if (replies.get(i) instanceof SubmitReply.Refused refusal) {
                refused.put(tasks.get(i).id(), refusal.reason());
            } else {
                handles.add(handle(tasks.get(i), replies.get(i)));
            }
        }
        if (!refused.isEmpty()) {
            throw new SubmitException(tasks.size(), refused);
        }
        return handles;
    }

    private TaskHandle handle(Task task, SubmitReply reply) {
        if (reply instanceof SubmitReply.Refused refused) {
            throw refused.reason();
        }
        maintenanceFor(task);
        @Nullable Outcome known = reply instanceof SubmitReply.Ended ended ? ended.outcome() : null;
        return new ClientTaskHandle(access, task.id(), true, known);
    }

    private void maintenanceFor(Task task) {
        if (!task.delay().isZero()) {
            maintenance.dueIn(task.delay());
        }
    }
}
