package io.codefleet.launcher.worker;

import io.codefleet.AttemptException;
import io.codefleet.Outcome;
import io.codefleet.TaskInfo;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a task goes on from others: in a copy of the last one's session where this worker still has it, and with a transcript of
 * those whose session it cannot go on from, and of what they went on from.
 */
final class PreviousTasks {
    /** How many tasks a transcript goes back over. */
    static final int MAX_TASKS = 20;

    private final Agent agent;
    private final Function<String, Future<Optional<TaskInfo>>> tasks;

    /**
     * What a conversation begins with.
     *
     * @param start the session to go on from
     * @param transcript what was said before that is not in it; empty if there is nothing
     */
    record Opening(Agent.Start start, String transcript) {
        static final Opening NONE = new Opening(new Agent.Start.Anew(), "");
    }

    /** @param tasks finds a task by its id */
    PreviousTasks(Agent agent, Function<String, Future<Optional<TaskInfo>>> tasks) {
        this.agent = agent;
        this.tasks = tasks;
    }

    /** Fails for good if one of them is unknown or has not completed. */
    Future<Opening> opening(List<String> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(Opening.NONE);
        }
        return each(ids, new LinkedHashMap<>()).compose(named -> {
            TaskInfo last = Objects.requireNonNull(named.get(ids.get(ids.size() - 1)));
            return session(last)
                    .compose(session -> history(ids, named)
                            .compose(all -> session.isEmpty()
                                    ? Future.succeededFuture(
                                            new Opening(new Agent.Start.Anew(), Transcript.of(all.values())))
                                    : history(List.of(last.task().id()), new LinkedHashMap<>(named))
                                            .map(known -> {
                                                Map<String, TaskInfo> others = new LinkedHashMap<>(all);
                                                known.keySet().forEach(others::remove);
                                                return new Opening(
                                                        new Agent.Start.Fork(session.get()),
                                                        Transcript.of(others.values()));
                                            })));
        });
    }

    private Future<Map<String, TaskInfo>> each(List<String> ids, Map<String, TaskInfo> found) {
        Future<Map<String, TaskInfo>> chain = Future.succeededFuture(found);
        for (String id : ids) {
            chain = chain.compose(sofar -> tasks.apply(id).compose(info -> {
                Optional<String> fault = fault(id, info);
                info.ifPresent(task -> sofar.put(id, task));
                return fault.isEmpty()
                        ? Future.succeededFuture(sofar)
                        : Future.failedFuture(AttemptException.permanent("context.previousTasks: " + fault.get()));
            }));
        }
        return chain;
    }

    private static Optional<String> fault(String id, Optional<TaskInfo> info) {
        if (info.isEmpty()) {
            return Optional.of("there is no task '" + id + "' any more, or there never was; name one that is retained");
        }
        return info.get().outcome().filter(Outcome.Completed.class::isInstance).isPresent()
                ? Optional.empty()
                : Optional.of("task '" + id + "' is "
                        + info.get().status().name().toLowerCase(Locale.ROOT)
                        + " and has no answer to go on from; submit this one when that has completed");
    }

    /** The last one's session, if the agent has it. */
    private Future<Optional<String>> session(TaskInfo last) {
        Optional<String> session = last.outcome()
                .filter(Outcome.Completed.class::isInstance)
                .flatMap(outcome -> outcome.resultOrThrow().sessionId());
        return session.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : agent.knows(session.get()).map(known -> session.filter(id -> known));
    }

    /** The tasks and what they went on from, as far as it can be found, the earliest first. */
    private Future<Map<String, TaskInfo>> history(List<String> ids, Map<String, TaskInfo> known) {
        return visit(ids, known, new LinkedHashMap<>());
    }

    private Future<Map<String, TaskInfo>> visit(
            List<String> ids, Map<String, TaskInfo> known, Map<String, TaskInfo> found) {
        Future<Map<String, TaskInfo>> chain = Future.succeededFuture(found);
        for (String id : ids) {
            chain = chain.compose(sofar -> sofar.containsKey(id) || sofar.size() >= MAX_TASKS
                    ? Future.succeededFuture(sofar)
                    : find(id, known)
                            .compose(info -> info.isEmpty()
                                    ? Future.succeededFuture(sofar)
                                    : visit(info.get().task().context().previousTasks(), known, sofar)
                                            .map(all -> {
                                                all.put(id, info.get());
                                                return all;
                                            })));
        }
        return chain;
    }

    private Future<Optional<TaskInfo>> find(String id, Map<String, TaskInfo> known) {
        return known.containsKey(id) ? Future.succeededFuture(Optional.of(known.get(id))) : tasks.apply(id);
    }
}
