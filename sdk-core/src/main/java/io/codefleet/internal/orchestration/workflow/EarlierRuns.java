package io.codefleet.internal.orchestration.workflow;

import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The runs that a run continues: {@code id~1} and {@code id} for {@code id~2}. A result of theirs is taken if the very same
 * task gave it and it was not undone since.
 */
final class EarlierRuns {
    private static final Pattern AGAIN = Pattern.compile("(.+)~(\\d{1,4})");
    private static final Pattern ITEM_OR_ROUND = Pattern.compile("[#+]\\d+$");

    private final CodefleetClient fleet;
    private final List<String> runIds;

    EarlierRuns(CodefleetClient fleet, String runId) {
        this.fleet = fleet;
        this.runIds = before(runId);
    }

    /** Returns the ids of the runs that this one continues, the latest first. */
    static List<String> before(String runId) {
        Matcher again = AGAIN.matcher(runId);
        List<String> runs = new ArrayList<>();
        if (again.matches()) {
            for (int i = Integer.parseInt(again.group(2)) - 1; i > 0; i--) {
                runs.add(again.group(1) + "~" + i);
            }
            runs.add(again.group(1));
        }
        return runs;
    }

    /** Returns the id of the run that continues this one. */
    static String next(String runId) {
        Matcher again = AGAIN.matcher(runId);
        return again.matches() ? again.group(1) + "~" + (Integer.parseInt(again.group(2)) + 1) : runId + "~1";
    }

    boolean isEmpty() {
        return runIds.isEmpty();
    }

    /** Finds the result of a task in the latest run that has it. */
    Future<Optional<Outcome>> find(String name, Task task) {
        return find(name, task, 0);
    }

    private Future<Optional<Outcome>> find(String name, Task task, int at) {
        if (at == runIds.size()) {
            return Future.succeededFuture(Optional.empty());
        }
        String run = runIds.get(at) + "/";
        return wasUndone(run, name).compose(undone -> {
            if (undone) {
                return Future.succeededFuture(Optional.empty());
            }
            return fleet.task(run + name)
                    .compose(found -> found.isPresent()
                            ? Future.succeededFuture(found.flatMap(info -> result(info, task)))
                            : find(name, task, at + 1));
        });
    }

    /**
     * Returns the result of a task of an earlier run if it is the same task. The worker that it is pinned to is not part of
     * the comparison: an approval is pinned to its own id.
     */
    private static Optional<Outcome> result(TaskInfo info, Task wanted) {
        Task had = info.task();
        Task here = wanted.id(had.id())
                .placement(had.placement())
                .parent(had.parentId().orElse(had.id()));
        return info.outcome().filter(outcome -> outcome.isCompleted() && here.isSameTask(had));
    }

    /** Returns whether a task of this run has undone the step, or a workflow step around it. */
    private Future<Boolean> wasUndone(String run, String name) {
        List<Future<Optional<TaskInfo>>> undos = new ArrayList<>();
        for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
            undos.add(fleet.task(undoOf(run, name.substring(0, end))));
        }
        undos.add(fleet.task(undoOf(run, name)));
        return Future.all(undos)
                .map(all -> undos.stream().anyMatch(undo -> undo.result().isPresent()));
    }

    private static String undoOf(String run, String step) {
        return run + ITEM_OR_ROUND.matcher(step).replaceFirst("") + "+undo";
    }
}
