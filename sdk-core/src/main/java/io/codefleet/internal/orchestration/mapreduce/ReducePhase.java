package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.TaskResult;
import io.codefleet.internal.orchestration.ChildTasks;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.mapreduce.Reduction;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes one of the values of the items. */
final class ReducePhase {
    private final Runs runs;
    private final ChildTasks children;

    ReducePhase(Runs runs, ChildTasks children) {
        this.runs = runs;
        this.children = children;
    }

    /** Fails as the reduce does. */
    <T, M, R> Future<Optional<R>> reduce(Reduction<M, R> reduction, MapOutput<T, M, R> gathered) {
        if (gathered instanceof MapOutput.Folding<T, M, R> folding) {
            return Future.succeededFuture(folding.value());
        }
        List<M> values = ((MapOutput.Keeping<T, M, R>) gathered).values();
        if (reduction instanceof Reduction.Collected<M, R> collected) {
            return runs.vertx()
                    .executeBlocking(
                            () -> Optional.ofNullable(collected.function().apply(values)), false);
        }
        return byAgent((Reduction.ByAgent<M, R>) reduction, values);
    }

    private <M, R> Future<Optional<R>> byAgent(Reduction.ByAgent<M, R> reduction, List<M> values) {
        return new TreeReduce(runs, children, reduction.plan())
                .reduce(values.stream().map(ReducePhase::text).toList())
                .map(last -> last.map(reduction.value()));
    }

    /** Returns a value as text for the prompt of an agent. */
    private static String text(Object value) {
        if (value instanceof TaskResult result) {
            return result.text();
        }
        return value instanceof Map || value instanceof List ? Json.encode(value) : String.valueOf(value);
    }
}
