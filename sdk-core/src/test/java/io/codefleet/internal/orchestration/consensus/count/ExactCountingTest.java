package io.codefleet.internal.orchestration.consensus.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.TaskResult;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Normalization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExactCountingTest {

    @Test
    void answersThatDifferInFormOnlyAreOne() {
        assertThat(VoteTable.texts("Yes", "**yes.**", " YES ", "\"yes\"", "no")
                        .by(Agreement.majority())
                        .scores())
                .containsExactly("yes=4 by [0, 1, 2, 3]", "no=1 by [4]");
    }

    @Test
    void aHostMayDefineEquality() {
        assertThat(VoteTable.texts("Yes", "yes")
                        .by(Agreement.majority(Normalization.none()))
                        .scores())
                .containsExactly("Yes=1 by [0]", "yes=1 by [1]");
    }

    @Test
    void theWeightOfAVoterCounts() {
        assertThat(new VoteTable()
                        .text("a", 1)
                        .text("a", 1)
                        .text("b", 2.5)
                        .by(Agreement.majority())
                        .scores())
                .containsExactly("b=2.5 by [2]", "a=2 by [0, 1]");
    }

    @Test
    void tenthsAddUpExactly() {
        VoteTable table = new VoteTable().text("a", 0.1).text("a", 0.2).text("b", 0.3);

        assertThat(table.by(Agreement.majority()).count().tied()).isTrue();
    }

    @Test
    void ofEqualsThatOfTheFirstVoterIsFirst() {
        assertThat(VoteTable.texts("z", "a", "a", "z").by(Agreement.majority()).answers())
                .containsExactly("z", "a");
    }

    @Test
    void onlyTheFieldIsComparedWhereverItIs() {
        VoteTable table = new VoteTable()
                .data(Map.of("verdict", "safe", "why", "no input"))
                .text("It binds its parameters.\n```json\n{\"verdict\": \"Safe\", \"why\": {\"line\": 3}}\n```", 1)
                .text("{\"verdict\": \"unsafe\"}", 1)
                .text("I cannot tell.", 1)
                .data(Map.of("why", "no verdict"));

        VoteTable.Counted counted = table.by(Agreement.field("/verdict"));

        assertThat(counted.scores()).containsExactly("safe=2 by [0, 1]", "unsafe=1 by [2]");
        assertThat(counted.attendance().abstained()).isEqualTo(2);
    }

    @Test
    void aFieldMayBeNestedAndNeedNotBeText() {
        VoteTable table = new VoteTable()
                .data(Map.of("findings", List.of(Map.of("severe", true))))
                .text("[1] {\"findings\": [{\"severe\": true}]}", 1);

        assertThat(table.by(Agreement.field("/findings/0/severe")).scores()).containsExactly("true=2 by [0, 1]");
    }

    @Test
    void anEmptyAnswerIsAnAbstention() {
        VoteTable.Counted counted = VoteTable.texts("", " \n", "a").by(Agreement.majority());

        assertThat(counted.scores()).containsExactly("a=1 by [2]");
        assertThat(counted.attendance().abstained()).isEqualTo(2);
    }

    @Test
    void patchesAreComparedWithoutTheirText() {
        VoteTable table = new VoteTable()
                .answer(TaskResult.text("done").patch("diff 1", List.of("a")), 1)
                .answer(TaskResult.text("I fixed it").patch("diff 1", List.of("a")), 1)
                .text("there is nothing to fix", 1);

        VoteTable.Counted counted = table.by(Agreement.verified("true"));

        assertThat(counted.scores()).containsExactly("diff 1=2 by [0, 1]");
        assertThat(counted.attendance().abstained()).isEqualTo(1);
    }
}
