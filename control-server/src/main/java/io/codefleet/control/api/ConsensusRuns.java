package io.codefleet.control.api;

import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.consensus.Consensus;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.ConsensusJson;
import io.codefleet.json.ConsensusTask;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A consensus as a workflow, which any driver finishes. With a task that decides it has two steps: several models answer one
 * question, then an agent decides by their answers. Without one it has a single step, whose votes are counted by rules.
 */
final class ConsensusRuns {
    private static final String AT = "/consensus";
    private static final String QUESTION = "question";
    private static final String DECISION = "decision";
    private static final String MODELS = "models";
    private static final String VOTERS = "voters";
    private static final String QUORUM = "quorum";

    /** What only a count of votes reads. */
    private static final List<String> OF_THE_COUNT = List.of(VOTERS, "agreement", "rules", "sampling", "rounds");

    private ConsensusRuns() {}

    static Workflow workflow(JsonObject json, RunOptions options) {
        Task question = RunTemplates.task(AT + "/" + QUESTION, json.getJsonObject(QUESTION));
        JsonArray models = models(json);
        if (models != null && question.context().preferredModel().isPresent()) {
            throw RunDefinitions.fault(
                    AT + "/question/context/preferredModel", "is chosen by the run; add it to models");
        }
        return json.containsKey(DECISION)
                ? RunTemplates.checked(AT, List.of(QUESTION, DECISION), decided(json, question, models))
                : RunTemplates.checked(AT, List.of(), counted(json, models, options));
    }

    /** Returns the models; absent if there are none. Generated clients write an empty list for one that is not set. */
    private static @Nullable JsonArray models(JsonObject json) {
        JsonArray models = json.getJsonArray(MODELS, new JsonArray());
        if (models.size() == 1) {
            throw RunDefinitions.fault(AT + "/" + MODELS, "has one model; name two at least, or submit a task");
        }
        return models.isEmpty() ? null : models;
    }

    private static boolean has(JsonObject json, String field) {
        return json.getValue(field) instanceof JsonArray list ? !list.isEmpty() : json.containsKey(field);
    }

    private static Workflow decided(JsonObject json, Task question, @Nullable JsonArray given) {
        for (String field : OF_THE_COUNT) {
            if (has(json, field)) {
                throw RunDefinitions.fault(
                        AT + "/" + field, "is for votes that are counted; leave it out, or the decision");
            }
        }
        if (given == null) {
            throw RunDefinitions.fault(AT + "/" + MODELS, "is missing; name the models that are asked");
        }
        List<?> models = new JsonArray(given.toBuffer()).getList();
        int quorum = json.getInteger(QUORUM, models.size() / 2 + 1);
        if (quorum > models.size()) {
            throw RunDefinitions.fault(AT + "/" + QUORUM, "is " + quorum + ", there are " + models.size() + " models");
        }
        Step answers = Step.task(QUESTION, question.context(question.context().preferredModel("{{ item }}")))
                .forEach(FanOut.over("{{ input.models }}").allowedFailures(models.size() - quorum));
        Task decision = RunTemplates.summary(AT + "/" + DECISION, json.getJsonObject(DECISION), QUESTION);
        return named(json)
                .input(MODELS, models)
                .step(answers)
                .step(Step.task(DECISION, decision).after(QUESTION))
                .output("decision", "{{ steps.decision.text }}")
                .output("answers", "{{ steps.question.items }}");
    }

    private static Workflow counted(JsonObject json, @Nullable JsonArray models, RunOptions options) {
        if (json.containsKey(QUORUM)) {
            throw RunDefinitions.fault(AT + "/" + QUORUM, "is for a decision by an agent; write it into rules");
        }
        if ((models == null) != has(json, VOTERS)) {
            throw RunDefinitions.fault(AT, "must have models or voters, and not both: who is asked");
        }
        JsonObject definition = json.copy();
        definition.remove("name");
        definition.remove(MODELS);
        if (models != null) {
            JsonArray voters = new JsonArray();
            models.forEach(model -> voters.add(new JsonObject().put("model", model)));
            definition.put(VOTERS, voters);
        }
        return named(json)
                .step(Step.task(DECISION, ConsensusTask.of(limited(consensus(definition), options))))
                .output("decision", "{{ steps.decision.text }}")
                .output("agreed", "{{ steps.decision.data." + ConsensusTask.AGREED + " }}")
                .output("count", "{{ steps.decision.data }}");
    }

    /** Returns the consensus within the limits of its run: the votes are its children, and not those of the workflow. */
    private static Consensus limited(Consensus consensus, RunOptions options) {
        return consensus.concurrency(options.concurrency()).budget(options.budget());
    }

    private static Consensus consensus(JsonObject definition) {
        try {
            return ConsensusJson.decode("template", definition);
        } catch (MalformedDataException e) {
            throw TaskBodies.fault(e, AT + e.pointer().orElse(""));
        } catch (UnsupportedVersionException | InvalidInputException e) {
            throw TaskBodies.fault(e, AT);
        }
    }

    private static Workflow named(JsonObject json) {
        return Workflow.named(json.getString("name", "consensus"));
    }
}
