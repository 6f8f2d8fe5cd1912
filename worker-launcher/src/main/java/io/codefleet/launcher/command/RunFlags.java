package io.codefleet.launcher.command;

import io.codefleet.Budget;
import io.codefleet.RunOptions;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.yaml.WorkflowFile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which workflow to run, and how; a mixin. */
final class RunFlags {
    @Parameters(paramLabel = "FILE", description = "The workflow, in YAML or JSON.")
    private Path file = Path.of("");

    @Option(
            names = {"-i", "--input"},
            paramLabel = "NAME=VALUE",
            description = "A value for an input of the workflow; one that begins with [ or { is JSON.")
    private Map<String, String> inputs = Map.of();

    @Option(
            names = {"--run-id", "--id"},
            paramLabel = "ID",
            description = {
                "The run's id; the same id again goes on where it was. Default: random.",
                "ID~1 goes on from run ID that failed, with what is the same of it"
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

    /** @throws io.codefleet.error.CodefleetException if the file is no workflow, or it has no such input */
    Workflow workflow() {
        Workflow workflow = WorkflowFile.read(file.toString(), TextFile.read(file));
        for (Map.Entry<String, String> input : inputs.entrySet()) {
            workflow = workflow.with(input.getKey(), value(input.getKey(), input.getValue()));
        }
        return checked(workflow);
    }

    private static Workflow checked(Workflow workflow) {
        workflow.inputs().forEach((name, value) -> {
            if (value.isEmpty()) {
                throw new CommandFailure("input " + name + " of workflow " + workflow.name()
                        + " has no value; give it one by --input " + name + "=VALUE");
            }
        });
        return workflow.check();
    }

    private static Object value(String name, String text) {
        if (!text.startsWith("[") && !text.startsWith("{")) {
            return text;
        }
        try {
            return Json.decodeValue("[" + text + "]", List.class).get(0);
        } catch (DecodeException e) {
            throw new InvalidInputException("--input " + name, "begins like JSON and is none; mend it", e);
        }
    }

    RunOptions options() {
        RunOptions options = id == null ? RunOptions.random() : RunOptions.of(id);
        options = budget == null ? options : options.budget(Budget.cost(budget));
        return concurrency == null ? options : options.concurrency(concurrency);
    }
}
