package io.codefleet.faults.mapreduce;

import io.codefleet.Codefleet;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.mapreduce.AgentReduce;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceResult;
import java.util.List;
import java.util.stream.IntStream;

/** A host that sums numbers by a map-reduce, always under one run id, until it dies or has the sum. */
final class CallerMain {
    static final int ITEMS = 500;

    private CallerMain() {}

    /** Takes the broker's URI. */
    public static void main(String[] arguments) {
        Codefleet.connect(arguments[0])
                .compose(fleet -> fleet.mapReduce(job()).result())
                .onComplete(end -> {
                    System.out.println(end.succeeded() ? textOf(end.result()) : "failed: " + end.cause());
                    System.exit(end.succeeded() ? 0 : 1);
                });
    }

    private static MapReduce<Integer, TaskResult, TaskResult> job() {
        List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
        AgentReduce sum = AgentReduce.of(step ->
                        Task.of(step.level() + "." + step.index() + " sum of " + String.join(" ", step.parts())))
                .tokens(String::length)
                .maxPromptTokens(200);
        return MapReduce.over(items)
                .map(item -> Task.of("item " + item))
                .reduceByAgent(sum)
                .options(RunOptions.of("sum").concurrency(20));
    }

    private static String textOf(MapReduceResult<?, ?, TaskResult> result) {
        return "done " + result.done() + " sum " + result.orThrow().text();
    }
}
