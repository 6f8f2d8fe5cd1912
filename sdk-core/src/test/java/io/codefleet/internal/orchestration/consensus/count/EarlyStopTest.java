package io.codefleet.internal.orchestration.consensus.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.TaskResult;
import io.codefleet.consensus.Abstentions;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Rules;
import io.codefleet.consensus.TieRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** An early stop never changes what the full count gives, in whatever order the votes come. */
class EarlyStopTest {
    private static final List<String> CANDIDATES = List.of("A", "B", "C", "D");

    @Property
    @StatisticsReport(StatisticsReportMode.OFF)
    void ofAMajority(@ForAll("texts") VoteTable table, @ForAll("rules") Rules rules, @ForAll long order) {
        check(Agreement.majority(), table, rules, order);
    }

    @Property
    @StatisticsReport(StatisticsReportMode.OFF)
    void ofSimilarGroups(@ForAll("numbers") VoteTable table, @ForAll("rules") Rules rules, @ForAll long order) {
        Agreement near = Agreement.similar(
                0.5, (one, other) -> Math.abs(Integer.parseInt(one) - Integer.parseInt(other)) <= 1 ? 1 : 0);
        check(near, table, rules, order);
    }

    @Property
    @StatisticsReport(StatisticsReportMode.OFF)
    void ofARankedChoice(@ForAll("rankings") VoteTable table, @ForAll("rules") Rules rules, @ForAll long order) {
        check(Agreement.ranked("/ranking", CANDIDATES), table, rules, order);
    }

    @Property
    @StatisticsReport(StatisticsReportMode.OFF)
    void ofAMedian(@ForAll("numbers") VoteTable table, @ForAll("rules") Rules rules, @ForAll long order) {
        check(Agreement.median("", 1), table, rules, order);
    }

    private static void check(Agreement agreement, VoteTable table, Rules rules, long order) {
        List<Integer> coming =
                new ArrayList<>(IntStream.range(0, table.rows().size()).boxed().toList());
        Collections.shuffle(coming, new Random(order));
        CountingMethod<?> method = CountingMethods.of(agreement);
        VoteTable.Counted full = table.counted(method, coming);
        CountResult last = full.ruling(rules).orElseThrow();

        int stops = 0;
        for (int come = 0; come < coming.size(); come++) {
            VoteTable.Counted early = table.counted(method, coming.subList(0, come));
            Optional<CountResult> ruling = early.ruling(rules);
            if (ruling.isPresent()) {
                stops++;
                assertSame(early.count(), ruling.get(), full.count(), last);
            }
        }
        Statistics.collect(stops > 0);
        Statistics.coverage(stopped -> stopped.check(true).percentage(share -> share > 5));
    }

    private static void assertSame(Count early, CountResult earlyRuling, Count full, CountResult last) {
        assertThat(earlyRuling.getClass()).isEqualTo(last.getClass());
        if (earlyRuling instanceof CountResult.Won) {
            assertThat(last).isEqualTo(new CountResult.Won(false));
            VoteGroup winner = early.groups().get(0);
            assertThat(new HashSet<>(full.groups().get(0).votes())).containsAll(winner.votes());
        }
    }

    @Provide
    Arbitrary<VoteTable> texts() {
        return table(Arbitraries.of("a", "b", "c").map(TaskResult::text));
    }

    @Provide
    Arbitrary<VoteTable> numbers() {
        return table(Arbitraries.integers().between(0, 8).map(number -> TaskResult.text("" + number)));
    }

    @Provide
    Arbitrary<VoteTable> rankings() {
        Arbitrary<List<String>> rankings = Combinators.combine(
                        Arbitraries.shuffle(CANDIDATES), Arbitraries.integers().between(1, CANDIDATES.size()))
                .as((shuffled, named) -> List.copyOf(shuffled.subList(0, named)));
        return table(rankings.map(ranking -> TaskResult.EMPTY.data(Map.of("ranking", ranking))));
    }

    /** With voters that fail among them. */
    private static Arbitrary<VoteTable> table(Arbitrary<TaskResult> answers) {
        Arbitrary<Optional<TaskResult>> votes = answers.optional(0.85);
        Arbitrary<Double> weights = Arbitraries.of(1.0, 1.0, 1.0, 0.5, 2.0, 0.7);
        Arbitrary<VoteTable.Row> rows = Combinators.combine(votes, weights)
                .as((vote, weight) -> new VoteTable.Row(vote, BigDecimal.valueOf(weight)));
        return rows.list().ofMinSize(1).ofMaxSize(9).map(VoteTable::of);
    }

    @Provide
    Arbitrary<Rules> rules() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.of(0.0, 0.3, 0.5, 0.6, 0.8, 1.0),
                        Arbitraries.of(TieRule.class),
                        Arbitraries.of(Abstentions.class))
                .as(Rules::new);
    }
}
