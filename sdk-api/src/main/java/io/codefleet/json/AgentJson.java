package io.codefleet.json;

import io.codefleet.AgentOptions;
import io.codefleet.ArtifactSelection;
import io.codefleet.Budget;
import io.codefleet.OutputSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@link AgentOptions} as JSON; what has its default is left out. */
final class AgentJson {
    private AgentJson() {}

    static JsonObject encode(AgentOptions options) {
        JsonObject json = new JsonObject();
        options.name().ifPresent(name -> json.put("name", name));
        if (!options.models().isEmpty()) {
            json.put("models", new JsonArray(options.models()));
        }
        options.variant().ifPresent(variant -> json.put("variant", variant));
        options.systemPrompt().ifPresent(system -> json.put("system", system));
        if (!options.tools().isEmpty()) {
            JsonObject tools = new JsonObject();
            options.tools().forEach(tools::put);
            json.put("tools", tools);
        }
        options.output().ifPresent(output -> json.put("output", encode(output)));
        if (!options.artifacts().equals(ArtifactSelection.NONE)) {
            json.put("artifacts", encode(options.artifacts()));
        }
        if (!options.budget().equals(Budget.UNLIMITED)) {
            json.put("budget", encode(options.budget()));
        }
        options.maxSteps().ifPresent(steps -> json.put("maxSteps", steps));
        return json;
    }

    private static JsonObject encode(OutputSchema output) {
        return new JsonObject()
                .put("schema", new JsonObject(output.schema()))
                .put("repairs", output.maxRepairs())
                .put("nextModel", output.nextModel());
    }

    private static JsonObject encode(ArtifactSelection artifacts) {
        return new JsonObject().put("globs", new JsonArray(artifacts.globs())).put("maxBytes", artifacts.maxBytes());
    }

    static JsonObject encode(Budget budget) {
        JsonObject json = new JsonObject();
        budget.maxCost().ifPresent(cost -> json.put("maxCost", cost.toPlainString()));
        budget.maxTokens().ifPresent(tokens -> json.put("maxTokens", tokens));
        return json;
    }

    static AgentOptions decode(JsonFields fields) {
        return AgentOptions.builder()
                .name(fields.optionalText("name").orElse(null))
                .models(fields.texts("models"))
                .variant(fields.optionalText("variant").orElse(null))
                .systemPrompt(fields.optionalText("system").orElse(null))
                .tools(fields.flags("tools"))
                .output(fields.optionalObject("output").map(AgentJson::output).orElse(null))
                .artifacts(fields.object("artifacts", AgentJson::artifacts, ArtifactSelection.NONE))
                .budget(fields.object("budget", AgentJson::budget, Budget.UNLIMITED))
                .maxSteps(fields.optionalInteger("maxSteps").orElse(null))
                .build();
    }

    private static OutputSchema output(JsonFields fields) {
        return new OutputSchema(
                fields.values("schema"),
                fields.integer("repairs", OutputSchema.DEFAULT_REPAIRS),
                fields.flag("nextModel"));
    }

    private static ArtifactSelection artifacts(JsonFields fields) {
        return new ArtifactSelection(
                fields.texts("globs"), fields.number("maxBytes", ArtifactSelection.DEFAULT_MAX_BYTES));
    }

    static Budget budget(JsonFields fields) {
        return Refusals.of(
                fields, () -> new Budget(fields.optionalPrice("maxCost"), fields.optionalNumber("maxTokens")));
    }
}
