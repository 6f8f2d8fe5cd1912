package io.codefleet.control.api;

import io.codefleet.Task;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A consensus as a workflow of two steps: several models answer one question, then an agent decides by their answers. Counting by
 * rules is code of the client in the SDK, whose run ends with its process; a workflow is data, which any driver finishes.
 */
final class ConsensusRuns {
    private static final String AT = "/consensus";
    private static final String QUESTION = "question";
    private static final String DECISION = "decision";
    private static final String MODELS = "models";

    private ConsensusRuns() {}

    static Workflow workflow(JsonObject json) {
        List<?> models = new JsonObject(json.toBuffer()).getJsonArray(MODELS).getList();
        int quorum = json.getInteger("quorum", models.size() / 2 + 1);
        if (quorum > models.size()) {
            throw RunDefinitions.fault(AT + "/quorum", "is " + quorum + ", there are " + models.size() + " models");
        }
        Task question = RunTemplates.task(AT + "/" + QUESTION, json.getJsonObject(QUESTION));
        if (question.context().preferredModel().isPresent()) {
            throw RunDefinitions.fault(
                    AT + "/question/context/preferredModel", "is chosen by the run; add it to models");
        }
        Step answers = Step.task(QUESTION, question.context(question.context().preferredModel("{{ item }}")))
                .forEach(FanOut.over("{{ input.models }}").allowedFailures(models.size() - quorum));
        Task decision = RunTemplates.summary(AT + "/" + DECISION, json.getJsonObject(DECISION), QUESTION);
        Workflow workflow = Workflow.named(json.getString("name", "consensus"))
                .input(MODELS, models)
                .step(answers)
                .step(Step.task(DECISION, decision).after(QUESTION))
                .output("decision", "{{ steps.decision.text }}")
                .output("answers", "{{ steps.question.items }}");
        return RunTemplates.checked(AT, workflow);
    }
}
