package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.internal.orchestration.ChildTasks;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.mapreduce.AgentReduce;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reduces by an agent, level by level. The first level goes over every value, so that all parts of the later ones are answers to
 * the same prompt; later on a part without company goes up as it is. Confined to the context.
 */
final class TreeReduce {
    private final Runs runs;
    private final ChildTasks children;
    private final AgentReduce plan;

    TreeReduce(Runs runs, ChildTasks children, AgentReduce plan) {
        this.runs = runs;
        this.children = children;
        this.plan = plan;
    }

    /**
     * Reduces the parts by tasks and completes with the result of the last one; empty if there are no parts. Fails as
     * planning and the tasks do.
     */
    Future<Optional<TaskResult>> reduce(List<String> parts) {
        return parts.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : level(1, parts).map(Optional::of);
    }

    private Future<TaskResult> level(int level, List<String> parts) {
        return runs.vertx()
                .executeBlocking(() -> new LevelPlan(plan, level).steps(parts), false)
                .compose(steps -> all(level, steps))
                .compose(results -> results.size() == 1
                        ? Future.succeededFuture(results.get(0))
                        : level(
                                level + 1,
                                results.stream().map(TaskResult::text).toList()));
    }

    private Future<List<TaskResult>> all(int level, List<LevelPlan.PartGroup> steps) {
        List<Future<TaskResult>> results = new ArrayList<>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            LevelPlan.PartGroup step = steps.get(i);
            results.add(
                    step.task().isEmpty()
                            ? Future.succeededFuture(
                                    TaskResult.text(step.parts().get(0)))
                            : run("reduce/" + level + "#" + i, step.task().get()));
        }
        // All of them are waited for, also after a failure: no child is left behind.
        return Future.join(results).map(joined -> joined.<TaskResult>list());
    }

    private Future<TaskResult> run(String name, Task task) {
        return children.run(name, task).map(child -> {
            if (child.outcome() instanceof Outcome.Completed completed) {
                return completed.result();
            }
            throw ItemOutcomes.errorOf(child.outcome());
        });
    }
}
