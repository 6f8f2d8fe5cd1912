package io.codefleet.launcher.cli.command;

import io.codefleet.Budget;
import io.codefleet.RunOptions;
import io.codefleet.launcher.config.TextFile;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.yaml.WorkflowFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Flags for the workflow to run, and its options; a mixin. */
final class RunFlags {
    @Parameters(paramLabel = "FILE", description = "The workflow, in YAML or JSON.")
    private Path file = Path.of("");

    @Mixin
    private final InputFlags inputs = new InputFlags();

    @Option(
            names = {"--run-id", "--id"},
            paramLabel = "ID",
            description = {
                "The run's id; the same id again continues the run. Default: random.",
                "ID~1 continues the failed run ID and keeps the steps that are the same"
            })
    private @Nullable String id;

    @Option(
            names = "--budget",
            paramLabel = "DOLLARS",
            description = "Begin no task once so much is spent, like 2.50. Default: no limit")
    private @Nullable String budget;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "How many tasks are under way at once. Default: " + RunOptions.DEFAULT_CONCURRENCY)
    private @Nullable Integer concurrency;

    /**
     * Reads it, with the values of its inputs.
     *
     * @param warn called with a warning for each value that may be read otherwise than it was meant
     * @throws io.codefleet.error.CodefleetException if the file is not a workflow, or it has no such input
     */
    Workflow workflow(Consumer<String> warn) {
        WorkflowFile read = WorkflowFile.open(file.toString(), TextFile.read(file));
        read.warnings().forEach(warn);
        Workflow workflow = read.workflow();
        for (Map.Entry<String, Object> input : inputs.values(read, warn).entrySet()) {
            workflow = workflow.with(input.getKey(), input.getValue());
        }
        return checked(workflow);
    }

    private static Workflow checked(Workflow workflow) {
        workflow.inputs().forEach((name, value) -> {
            if (value.isEmpty()) {
                throw new CommandFailure("input " + name + " of workflow " + workflow.name()
                        + " has no value; give it one by --input " + name + "=VALUE or --inputs FILE");
            }
        });
        return workflow.check();
    }

    RunOptions options() {
        RunOptions options = id == null ? RunOptions.random() : RunOptions.of(id);
        options = budget == null ? options : options.budget(Budget.cost(budget));
        return concurrency == null ? options : options.concurrency(concurrency);
    }
}
