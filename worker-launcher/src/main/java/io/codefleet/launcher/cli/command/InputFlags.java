package io.codefleet.launcher.cli.command;

import io.codefleet.error.InvalidInputException;
import io.codefleet.launcher.config.TextFile;
import io.codefleet.workflow.yaml.InputType;
import io.codefleet.workflow.yaml.WorkflowFile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The values of a run's inputs; a mixin. */
final class InputFlags {
    @Option(
            names = {"-i", "--input"},
            paramLabel = "NAME=VALUE",
            description = {
                "A value for an input of the workflow: a text.",
                "One that begins with [ or { and is JSON is read as that, unless the input is of type string."
            })
    private Map<String, String> texts = Map.of();

    @Option(
            names = "--input-json",
            paramLabel = "NAME=JSON",
            description = "A value in JSON: 3, true, [\"a\", \"b\"], or \"[1]\" for a text that would be read as JSON.")
    private Map<String, String> json = Map.of();

    @Option(
            names = "--inputs",
            paramLabel = "FILE",
            description = "Values by name, in YAML or JSON; --input and --input-json win over them.")
    private @Nullable Path file;

    /**
     * Reads them.
     *
     * @param workflow what the values are for
     * @param warn called with a warning for each value that may be read otherwise than it was meant
     * @throws io.codefleet.error.CodefleetException if a value is malformed, or the file cannot be read
     */
    Map<String, Object> values(WorkflowFile workflow, Consumer<String> warn) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (file != null) {
            WorkflowFile.Inputs inputs = workflow.inputs(file.toString(), TextFile.read("--inputs", file));
            inputs.warnings().forEach(warn);
            values.putAll(inputs.values());
        }
        named("--input", texts);
        named("--input-json", json);
        Map<String, InputType> types = workflow.types();
        texts.forEach((name, text) -> values.put(name, typed(name, text, Optional.ofNullable(types.get(name)))));
        json.forEach((name, text) -> {
            if (texts.containsKey(name)) {
                throw new CommandFailure("input " + name + " is given by --input and --input-json; give it once");
            }
            Object value = parsed(text).orElseThrow(() -> noJson(name, text));
            values.put(name, checked("--input-json " + name, value, Optional.ofNullable(types.get(name))));
        });
        return values;
    }

    private static void named(String flag, Map<String, String> values) {
        values.forEach((name, text) -> {
            if (name.isBlank()) {
                throw new CommandFailure(flag + ": '" + name + "=" + text + "' has no name; write NAME=VALUE");
            }
        });
    }

    private static Object typed(String name, String text, Optional<InputType> type) {
        if (type.isEmpty()) {
            return text.startsWith("[") || text.startsWith("{") ? parsed(text).orElse(text) : text;
        }
        return type.get() == InputType.STRING
                ? text
                : checked("--input " + name, parsed(text).orElse(text), type);
    }

    private static Object checked(String flag, Object value, Optional<InputType> type) {
        if (type.isPresent() && !type.get().fits(value)) {
            throw new InvalidInputException(flag, "must be a " + type.get() + ", as the workflow says");
        }
        return value;
    }

    private static InvalidInputException noJson(String name, String text) {
        return new InvalidInputException(
                "--input-json " + name,
                "null".equals(text.strip())
                        ? "is null; give a value, or leave the input out"
                        : "is not JSON; quote a text, as in '" + name + "=\"a text\"'");
    }

    /** Parses one JSON value that is not null. Wraps it in a list, as the decoder takes no bare values. */
    private static Optional<Object> parsed(String text) {
        try {
            List<?> only = Json.decodeValue("[" + text + "\n]", List.class);
            return only.size() == 1 ? Optional.ofNullable(only.get(0)) : Optional.empty();
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }
}
