package io.codefleet.agent.worker;

import io.codefleet.AttemptException;
import io.codefleet.Outcome;
import io.codefleet.TaskInfo;
import io.codefleet.agent.Agent;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Context of a task from the tasks that it continues: a copy of the last one's session if this worker still has it, and a
 * transcript of the tasks whose session is not available, and of those that they continued.
 */
final class PreviousTasks {
    /** How many tasks a transcript goes back over. */
    static final int MAX_TASKS = 20;
    /** How many tasks are asked for to find those, as some may be gone. */
    private static final int MAX_LOOKUPS = 100;

    private final Agent agent;
    private final Function<String, Future<Optional<TaskInfo>>> tasks;

    /**
     * Opening of a conversation.
     *
     * @param start the session to go on from
     * @param transcript what was said before that is not in it; empty if there is nothing
     */
    record Opening(Agent.Start start, String transcript) {
        static final Opening NONE = new Opening(new Agent.Start.NewSession(), "");
    }

    /**
     * Creates a reader of the previous tasks of a task.
     *
     * @param tasks finds a task by its id
     */
    PreviousTasks(Agent agent, Function<String, Future<Optional<TaskInfo>>> tasks) {
        this.agent = agent;
        this.tasks = tasks;
    }

    /** Fails for good if one of the last {@value #MAX_TASKS} of them is unknown or has not completed. */
    Future<Opening> opening(List<String> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(Opening.NONE);
        }
        // The transcript would leave out those before them.
        List<String> latest = ids.subList(Math.max(0, ids.size() - MAX_TASKS), ids.size());
        return each(latest, new LinkedHashMap<>()).compose(named -> {
            TaskInfo last = Objects.requireNonNull(named.get(ids.get(ids.size() - 1)));
            return session(last)
                    .compose(session -> history(latest, named)
                            .compose(all -> session.isEmpty()
                                    ? Future.succeededFuture(new Opening(
                                            new Agent.Start.NewSession(), ConversationHistory.of(all.values())))
                                    : history(List.of(last.task().id()), new LinkedHashMap<>(named))
                                            .map(known -> {
                                                Map<String, TaskInfo> others = new LinkedHashMap<>(all);
                                                known.keySet().forEach(others::remove);
                                                return new Opening(
                                                        new Agent.Start.Fork(session.get()),
                                                        ConversationHistory.of(others.values()));
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

    /** Returns the last one's session, if the agent has it. */
    private Future<Optional<String>> session(TaskInfo last) {
        Optional<String> session = last.outcome()
                .filter(Outcome.Completed.class::isInstance)
                .flatMap(outcome -> outcome.resultOrThrow().sessionId());
        return session.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : agent.hasSession(session.get()).map(known -> session.filter(id -> known));
    }

    /** Returns the latest of the tasks and of what they went on from, as far as they can be found, the earliest first. */
    private Future<Map<String, TaskInfo>> history(List<String> ids, Map<String, TaskInfo> known) {
        Search search = new Search(known);
        search.wants(ids);
        return search.run().map(found -> inOrder(ids, found));
    }

    /** Breadth first, from the last task back, so that what is left out is the earliest. A task may be its own ancestor. */
    private final class Search {
        private final Map<String, TaskInfo> known;
        private final Map<String, TaskInfo> found = new LinkedHashMap<>();
        private final Set<String> wanted = new HashSet<>();
        private final Deque<String> left = new ArrayDeque<>();

        Search(Map<String, TaskInfo> known) {
            this.known = known;
        }

        void wants(List<String> ids) {
            for (int i = ids.size() - 1; i >= 0 && wanted.size() < MAX_LOOKUPS; i--) {
                if (wanted.add(ids.get(i))) {
                    left.addLast(ids.get(i));
                }
            }
        }

        Future<Map<String, TaskInfo>> run() {
            String id = left.poll();
            if (id == null || found.size() >= MAX_TASKS) {
                return Future.succeededFuture(found);
            }
            return find(id).compose(info -> {
                info.ifPresent(task -> {
                    found.put(id, task);
                    wants(task.task().context().previousTasks());
                });
                return run();
            });
        }

        private Future<Optional<TaskInfo>> find(String id) {
            return known.containsKey(id) ? Future.succeededFuture(Optional.of(known.get(id))) : tasks.apply(id);
        }
    }

    /** Returns the tasks in order, each after those that it continues. */
    private static Map<String, TaskInfo> inOrder(List<String> ids, Map<String, TaskInfo> found) {
        Map<String, TaskInfo> ordered = new LinkedHashMap<>();
        place(ids, new HashMap<>(found), ordered);
        return ordered;
    }

    private static void place(List<String> ids, Map<String, TaskInfo> left, Map<String, TaskInfo> ordered) {
        for (String id : ids) {
            TaskInfo task = left.remove(id);
            if (task != null) {
                place(task.task().context().previousTasks(), left, ordered);
                ordered.put(id, task);
            }
        }
    }
}
