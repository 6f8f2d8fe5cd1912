package io.codefleet.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codefleet.Budget;
import io.codefleet.Task;
import io.codefleet.consensus.Abstentions;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.Normalization;
import io.codefleet.consensus.Round;
import io.codefleet.consensus.Rules;
import io.codefleet.consensus.Sampling;
import io.codefleet.consensus.TieRule;
import io.codefleet.consensus.VerifyTask;
import io.codefleet.consensus.Voter;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A consensus as data: what JSON holds of it, and what is refused. */
class ConsensusTaskTest {
    private static final Task QUESTION = Task.of("Is it safe?").id("template").project("/srv/shop");

    private static final Consensus ALL = Consensus.on(QUESTION)
            .voters(List.of(
                    Voter.model("a/x").weight(2.5),
                    Voter.worker("w1"),
                    Voter.prompt("sceptic", "What is unsafe?").withModel("b/y")))
            .by(Agreement.verified(
                    VerifyTask.of("mvn test").id("template"),
                    Agreement.judge(Task.of("Which is shorter?").id("template"))))
            .rules(new Rules(2, 0.6, TieRule.FIRST_VOTER, Abstentions.PRESENT))
            .sampling(Sampling.adaptive(2, 0.95))
            .orElse(Round.debate(), Round.stronger("c/z").blind())
            .concurrency(7)
            .budget(Budget.cost("2.50").maxTokens(1000));

    private static Stream<Agreement> agreements() {
        return Stream.of(
                Agreement.majority(),
                Agreement.majority(Normalization.none()),
                Agreement.field("/verdict"),
                new Agreement.ExactPatch(),
                Agreement.similar(0.8),
                Agreement.judge(Task.of("Which is shorter?").id("template")),
                Agreement.ranked("/order", List.of("a", "b")),
                Agreement.median("/hours", 0.5),
                ALL.agreement());
    }

    private static Consensus read(Consensus consensus) {
        return ConsensusTask.definition(ConsensusTask.of(consensus).id("template"));
    }

    @ParameterizedTest
    @MethodSource("agreements")
    void everyWayToCountThatIsDataIsStored(Agreement agreement) {
        Consensus given = ALL.by(agreement);
        assertThat(read(given)).isEqualTo(given);
    }

    @Test
    void absentFieldsHaveTheDefaults() {
        Consensus given = Consensus.on(QUESTION);
        assertThat(read(given)).isEqualTo(given);
        JsonObject brief = new JsonObject().put("question", new JsonObject().put("prompt", "Is it safe?"));
        assertThat(ConsensusJson.decode("template", brief))
                .isEqualTo(Consensus.on(Task.of("Is it safe?").id("template")));
    }

    @Test
    void theStoredFormIsUnchanged() {
        Golden.assertSame("consensus.json", ConsensusJson.encode(ALL).encodePrettily());
        assertThat(ConsensusJson.decode("template", new JsonObject(Golden.read("consensus.json"))))
                .isEqualTo(ALL);
    }

    @Test
    void theRunHasTheIdOfTheTask() {
        Task task = ConsensusTask.of(ALL).id("review/decision");
        assertThat(ConsensusTask.definition(task).run().id()).isEqualTo("review/decision");
        assertThat(task.type()).isEqualTo("consensus");
        assertThat(task.requiredCapabilities()).containsExactly("workflow");
    }

    @Test
    void aFunctionOfTheProcessIsRefused() {
        assertThatThrownBy(() -> ConsensusTask.of(ALL.by(Agreement.majority(String::trim))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Normalization.standard()");
        assertThatThrownBy(() -> ConsensusTask.of(ALL.by(Agreement.similar(0.5, (one, other) -> 1))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("agreement");
    }

    @Test
    void aVoterThatCannotBeAskedIsRefused() {
        assertThatThrownBy(() -> Consensus.on(QUESTION).workers("w1", "team a"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("voter.worker")
                .hasMessageContaining("team a");
        assertThatThrownBy(() -> Voter.any().withModel(" "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("voter.model");
    }

    @Test
    void aTaskWithoutDefinitionIsRefused() {
        assertThatThrownBy(() -> ConsensusTask.definition(Task.of("x").type(ConsensusTask.TYPE)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("context.attributes.definition");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{`rules`: {`minAgreement`: 2}} | /rules/minAgreement",
                "{`rules`: {`quorum`: 0}} | /rules/quorum",
                "{`rules`: {`quorum`: `two`}} | /rules/quorum",
                "{`voters`: []} | /voters",
                "{`voters`: [{`model`: `a/b`}, {`model`: `a/b`, `weight`: 0}]} | /voters/1/weight",
                "{`agreement`: {`by`: `similar`}} | /agreement",
                "{`agreement`: {`by`: `similar`, `threshold`: 2}} | /agreement/threshold",
                "{`agreement`: {`by`: `answer`, `pointer`: `x`}} | /agreement/pointer",
                "{`agreement`: {`by`: `ranked`, `candidates`: [`a`]}} | /agreement/candidates",
                "{`agreement`: {`by`: `judge`}} | /agreement/judge",
                "{`agreement`: {`by`: `verified`, `command`: ` `}} | /agreement/command",
                "{`agreement`: {`by`: `verified`, `command`: `x`, `among`: {`by`: `median`, `tolerance`: -1}}} "
                        + "| /agreement/among/tolerance",
                "{`sampling`: {`first`: 2, `confidence`: 1}} | /sampling/confidence",
                "{`rounds`: [{}, {`voters`: [{`prompt`: ``}]}]} | /rounds/1/voters/0/prompt",
                "{`voters`: [{`model`: `a/b`}, {`name`: `b`, `worker`: `team a`}]} | /voters/1/worker",
                "{`voters`: [{`name`: `b`, `model`: ` `}]} | /voters/0/model",
                "{`rounds`: [{`voters`: [{`worker`: `team a`}]}]} | /rounds/0/voters/0/worker",
                "{`question`: {`prompt`: `x`, `priority`: `high`}} | /question/priority"
            })
    void aFaultNamesItsPlace(String json, String pointer) {
        JsonObject body = new JsonObject()
                .put("question", new JsonObject().put("prompt", "x"))
                .mergeIn(new JsonObject(json.replace('`', '"')));
        MalformedDataException fault =
                catchThrowableOfType(MalformedDataException.class, () -> ConsensusJson.decode("run", body));
        assertThat(fault.pointer()).as(fault.getMessage()).contains(pointer);
    }

    @Test
    void aRuleOfALaterVersionIsNotIgnored() {
        JsonObject body = new JsonObject()
                .put("question", new JsonObject().put("prompt", "x"))
                .put("agreement", new JsonObject().put("by", "oracle"));
        assertThatThrownBy(() -> ConsensusJson.decode("run", body)).isInstanceOf(UnsupportedVersionException.class);
    }
}
