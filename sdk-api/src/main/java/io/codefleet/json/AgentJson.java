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
        return new AgentOptions(
                fields.optionalText("name"),
                fields.texts("models"),
                fields.optionalText("variant"),
                fields.optionalText("system"),
                fields.flags("tools"),
                fields.optionalObject("output").map(AgentJson::output),
                fields.object("artifacts", AgentJson::artifacts, ArtifactSelection.NONE),
                fields.object("budget", AgentJson::budget, Budget.UNLIMITED),
                fields.optionalInteger("maxSteps"));
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
        return new Budget(fields.optionalPrice("maxCost"), fields.optionalNumber("maxTokens"));
    }
}
