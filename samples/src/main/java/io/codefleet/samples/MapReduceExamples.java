package io.codefleet.samples;

import io.codefleet.Budget;
import io.codefleet.CodefleetClient;
import io.codefleet.Run;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.mapreduce.AgentReduce;
import io.codefleet.mapreduce.BatchPrompt;
import io.codefleet.mapreduce.FailurePolicy;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceResult;
import java.util.List;

/** The examples of {@code docs/guides/mapreduce.md}. */
public final class MapReduceExamples {
    private MapReduceExamples() {}

    /** Runs one task for each file. The run can be resumed by its name, and has a budget. */
    public static Run<MapReduceResult<String, String, String>> bugs(CodefleetClient fleet, List<String> files) {
        Run<MapReduceResult<String, String, String>> run = fleet.mapReduce(MapReduce.over(files)
                .map(file ->
                        Task.of("Name the bugs in " + file).type("analysis").files(List.of(file)))
                .as(TaskResult::text)
                .reduce(texts -> String.join("\n", texts))
                .options(RunOptions.of("bugs-of-4711").concurrency(20).budget(Budget.cost("5.00")))
                .failures(FailurePolicy.atLeastPercent(95)));
        run.progress()
                .handler(now -> System.out.println(
                        now.done() + " done for $" + now.usage().cost()));
        return run;
    }

    /** Runs a map-reduce that puts several small items into one prompt. */
    public static Run<MapReduceResult<String, Boolean, List<Boolean>>> triage(
            CodefleetClient fleet, List<String> titles) {
        return fleet.mapReduce(MapReduce.over(titles)
                .mapInBatches(BatchPrompt.of(Task.of("For each title say whether it is a bug: true or false.")))
                .as(json -> (Boolean) json)
                .collect());
    }

    /** Runs a map-reduce whose results an agent combines into one. */
    public static Run<MapReduceResult<String, TaskResult, TaskResult>> report(
            CodefleetClient fleet, List<String> files) {
        return fleet.mapReduce(MapReduce.over(files)
                .map(file -> Task.of("Name the bugs in " + file))
                .reduceByAgent(AgentReduce.of(Task.of("Merge these lists of bugs; keep each bug once."))
                        .maxPromptTokens(100_000)));
    }
}
