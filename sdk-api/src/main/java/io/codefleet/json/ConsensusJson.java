package io.codefleet.json;

import io.codefleet.Budget;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.consensus.Abstentions;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.Round;
import io.codefleet.consensus.Rules;
import io.codefleet.consensus.Sampling;
import io.codefleet.consensus.TieRule;
import io.codefleet.consensus.Voter;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;

/** {@link Consensus} as JSON. Functions of a process, such as an own normalization or an embedding, are no data. */
public final class ConsensusJson {
    private static final String TEMPLATE = "template";
    private static final List<String> TASKS = List.of("question", "judge", "verify");

    private ConsensusJson() {}

    /**
     * Returns the consensus as JSON, without the id of its run; equal definitions give equal JSON.
     *
     * @throws InvalidInputException if it counts by a function
     */
    public static JsonObject encode(Consensus consensus) {
        JsonObject json = new JsonObject()
                .put("v", TaskJson.VERSION)
                .put("question", encode(consensus.question()))
                .put("voters", encode(consensus.voters()))
                .put("agreement", AgreementJson.encode(consensus.agreement()))
                .put("rules", encode(consensus.rules()))
                .put("concurrency", consensus.run().concurrency());
        if (!consensus.sampling().equals(Sampling.allAtOnce())) {
            json.put("sampling", encode(consensus.sampling()));
        }
        JsonArray rounds = new JsonArray();
        consensus.laterRounds().forEach(round -> rounds.add(encode(round)));
        json.put("rounds", rounds);
        if (!consensus.run().budget().equals(Budget.UNLIMITED)) {
            json.put("budget", AgentJson.encode(consensus.run().budget()));
        }
        return json;
    }

    /** Returns a task of the definition as JSON; its id means nothing. */
    static JsonObject encode(Task task) {
        return TaskJson.encode(task.id(TEMPLATE));
    }

    private static JsonArray encode(List<Voter> voters) {
        JsonArray json = new JsonArray();
        voters.forEach(voter -> {
            JsonObject each = new JsonObject().put("name", voter.name());
            voter.model().ifPresent(model -> each.put("model", model));
            voter.worker().ifPresent(worker -> each.put("worker", worker));
            voter.prompt().ifPresent(prompt -> each.put("prompt", prompt));
            if (voter.weight().compareTo(BigDecimal.ONE) != 0) {
                each.put("weight", voter.weight().doubleValue());
            }
            json.add(each);
        });
        return json;
    }

    private static JsonObject encode(Rules rules) {
        return new JsonObject()
                .put("quorum", rules.quorum())
                .put("minAgreement", rules.minAgreement())
                .put("ties", rules.ties().code())
                .put("abstentions", rules.abstentions().code());
    }

    private static JsonObject encode(Sampling sampling) {
        return new JsonObject()
                .put("first", sampling.first())
                .put("step", sampling.step())
                .put("confidence", sampling.confidence());
    }

    private static JsonObject encode(Round round) {
        return new JsonObject().put("voters", encode(round.voters())).put("showAnswers", round.showAnswers());
    }

    /**
     * Reads a consensus. What is absent has the default of {@link Consensus}.
     *
     * @param runId the id of the run
     * @throws io.codefleet.error.MalformedDataException if a field is wrong; it has the field's pointer
     * @throws io.codefleet.error.UnsupportedVersionException if a rule is not known
     */
    public static Consensus decode(String runId, JsonObject json) {
        JsonObject copy = new JsonObject(json.toBuffer());
        nameTasks(copy);
        JsonFields fields = JsonFields.of("consensus", copy);
        Task question = TaskJson.decode(fields.object("question"));
        return Refusals.of(
                fields,
                () -> Consensus.builder(question)
                        .voters(fields.has("voters") ? voters(fields) : List.of(Voter.any()))
                        .agreement(fields.object("agreement", ConsensusJson::agreement, Agreement.majority()))
                        .rules(fields.object("rules", ConsensusJson::rules, Rules.DEFAULT))
                        .sampling(fields.object("sampling", ConsensusJson::sampling, Sampling.allAtOnce()))
                        .laterRounds(fields.objects("rounds").stream()
                                .map(ConsensusJson::round)
                                .toList())
                        .run(RunOptions.of(runId)
                                .concurrency(fields.integer("concurrency", RunOptions.DEFAULT_CONCURRENCY))
                                .budget(fields.object("budget", AgentJson::budget, Budget.UNLIMITED)))
                        .build());
    }

    /** Gives the tasks of the definition the id that a task must have. */
    private static void nameTasks(JsonObject json) {
        for (String field : TASKS) {
            if (json.getValue(field) instanceof JsonObject task) {
                task.put("id", TEMPLATE);
            }
        }
        for (String field : List.of("agreement", "among")) {
            if (json.getValue(field) instanceof JsonObject agreement) {
                nameTasks(agreement);
            }
        }
    }

    private static Agreement agreement(JsonFields fields) {
        return Refusals.of(fields, () -> AgreementJson.decode(fields));
    }

    private static List<Voter> voters(JsonFields fields) {
        return fields.objects("voters").stream().map(ConsensusJson::voter).toList();
    }

    private static Voter voter(JsonFields fields) {
        String name = fields.optionalText("name")
                .or(() -> fields.optionalText("model"))
                .or(() -> fields.optionalText("worker"))
                .orElse("any");
        return Refusals.of(
                fields,
                () -> Voter.builder(name)
                        .model(fields.optionalText("model").orElse(null))
                        .worker(fields.optionalText("worker").orElse(null))
                        .prompt(fields.optionalText("prompt").orElse(null))
                        .weight(fields.has("weight") ? BigDecimal.valueOf(fields.decimal("weight", 1)) : BigDecimal.ONE)
                        .build());
    }

    private static Rules rules(JsonFields fields) {
        return Refusals.of(
                fields,
                () -> new Rules(
                        fields.integer("quorum", Rules.DEFAULT.quorum()),
                        fields.decimal("minAgreement", Rules.DEFAULT.minAgreement()),
                        fields.constant("ties", TieRule.class, Rules.DEFAULT.ties()),
                        fields.constant("abstentions", Abstentions.class, Rules.DEFAULT.abstentions())));
    }

    private static Sampling sampling(JsonFields fields) {
        return Refusals.of(
                fields,
                () -> new Sampling(
                        fields.integer("first", Integer.MAX_VALUE),
                        fields.integer("step", 1),
                        fields.decimal("confidence", 0)));
    }

    private static Round round(JsonFields fields) {
        boolean showsAnswers = !fields.has("showAnswers") || fields.flag("showAnswers");
        return Refusals.of(fields, () -> new Round(voters(fields), showsAnswers));
    }
}
