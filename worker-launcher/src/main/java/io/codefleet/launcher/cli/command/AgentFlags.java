package io.codefleet.launcher.cli.command;

import io.codefleet.AgentOptions;
import io.codefleet.ArtifactSelection;
import io.codefleet.Budget;
import io.codefleet.OutputSchema;
import io.codefleet.agent.ByteSize;
import io.codefleet.agent.worker.schema.AnswerSchema;
import io.codefleet.error.InvalidInputException;
import io.codefleet.launcher.config.TextFile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for what a task asks of the agent; a mixin. */
final class AgentFlags {
    @Option(
            names = "--agent",
            paramLabel = "NAME",
            description = "Which of the agents that the worker's OpenCode knows. Default: its default one")
    private @Nullable String name;

    @Option(
            names = "--fallback",
            paramLabel = "PROVIDER/NAME",
            split = ",",
            description = "Models to try, in this order, when the one before fails.")
    private List<String> fallback = List.of();

    @Option(names = "--variant", paramLabel = "NAME", description = "A variant of the model, such as high.")
    private @Nullable String variant;

    @Option(names = "--system", paramLabel = "TEXT", description = "What is added to the agent's system prompt.")
    private @Nullable String system;

    @Option(
            names = "--tool",
            paramLabel = "NAME=on|off",
            description = {
                "Whether the agent may use a tool; * stands for all that are not named.",
                "What the worker forbids stays forbidden"
            })
    private Map<String, String> tools = Map.of();

    @Option(
            names = "--output-schema",
            paramLabel = "FILE",
            description =
                    "The answer must be JSON of the JSON Schema in this file; it is in the result's data, as output.")
    private @Nullable Path schema;

    @Option(
            names = "--repairs",
            paramLabel = "N",
            description = "How many times the agent may repair an answer that does not fit. Default: "
                    + OutputSchema.DEFAULT_REPAIRS)
    private @Nullable Integer repairs;

    @Option(
            names = "--artifact",
            paramLabel = "GLOB",
            description =
                    "Bring along the files of the workspace that match, like 'build/reports/**.xml'; may be repeated.")
    private List<String> artifacts = List.of();

    @Option(
            names = "--artifacts-size",
            paramLabel = "SIZE",
            description = "How large they may be together. Default: 1MB")
    private @Nullable String artifactsSize;

    @Option(
            names = "--max-cost",
            paramLabel = "DOLLARS",
            description = "Stop an attempt that has cost more, like 0.50. Default: no limit")
    private @Nullable String maxCost;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "Stop an attempt that has used more tokens. Default: no limit")
    private @Nullable Long maxTokens;

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            description = "Stop an attempt after so many answers of the model. Default: no limit")
    private @Nullable Integer maxSteps;

    /**
     * Returns the agent options that the flags set.
     *
     * @throws InvalidInputException if a value is not acceptable
     */
    AgentOptions options() {
        AgentOptions options = AgentOptions.DEFAULT
                .models(fallback)
                .tools(switches())
                .artifacts(artifacts())
                .budget(budget());
        options = name == null ? options : options.name(name);
        options = variant == null ? options : options.variant(variant);
        options = system == null ? options : options.systemPrompt(system);
        options = maxSteps == null ? options : options.maxSteps(maxSteps);
        if (schema == null && repairs != null) {
            throw new CommandFailure("--repairs goes with --output-schema only");
        }
        return schema == null ? options : options.output(output(schema));
    }

    private Map<String, Boolean> switches() {
        Map<String, Boolean> switches = new TreeMap<>();
        tools.forEach((tool, state) -> switches.put(tool, isOn(tool, state)));
        return switches;
    }

    private static boolean isOn(String tool, String state) {
        return switch (state) {
            case "on" -> true;
            case "off" -> false;
            default ->
                throw new CommandFailure(
                        "--tool: " + tool + " is '" + state + "'; write " + tool + "=on or " + tool + "=off");
        };
    }

    private OutputSchema output(Path file) {
        OutputSchema output = OutputSchema.of(json(file).getMap());
        // the worker that runs the task would find the same after the wait for it
        AnswerSchema.of(output.schema());
        return repairs == null ? output : output.maxRepairs(repairs);
    }

    private static JsonObject json(Path file) {
        try {
            return new JsonObject(TextFile.read("--output-schema", file));
        } catch (DecodeException e) {
            throw new CommandFailure("--output-schema: " + file + " is not a JSON object", e);
        }
    }

    private ArtifactSelection artifacts() {
        if (artifactsSize != null && artifacts.isEmpty()) {
            throw new CommandFailure("--artifacts-size goes with --artifact only");
        }
        ArtifactSelection selection = ArtifactSelection.of(artifacts.toArray(String[]::new));
        try {
            return artifactsSize == null
                    ? selection
                    : selection.maxBytes(ByteSize.parse(artifactsSize).bytes());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--artifacts-size: " + e.getMessage(), e);
        }
    }

    private Budget budget() {
        Budget budget = maxCost == null ? Budget.UNLIMITED : Budget.cost(maxCost);
        return maxTokens == null ? budget : budget.maxTokens(maxTokens);
    }
}
