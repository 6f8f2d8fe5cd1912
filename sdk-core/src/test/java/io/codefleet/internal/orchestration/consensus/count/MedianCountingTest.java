package io.codefleet.internal.orchestration.consensus.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.consensus.Agreement;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MedianCountingTest {

    private static Agreement tolerance(double tolerance) {
        return Agreement.median("/hours", tolerance);
    }

    private static VoteTable hours(Object... hours) {
        VoteTable table = new VoteTable();
        for (Object each : hours) {
            table.data(Map.of("hours", each));
        }
        return table;
    }

    @Test
    void anOutlierDoesNotMoveTheMedian() {
        assertThat(hours(8, 7.5, 400, 9, 8.5).by(tolerance(1)).scores())
                .containsExactly("8.5=4 by [4, 0, 3, 1]", "400=1 by [2]");
    }

    @Test
    void betweenTwoItIsTheirMean() {
        assertThat(hours(1, 2, 4, 8).by(tolerance(0)).answers()).startsWith("3");
    }

    @Test
    void theMedianWinsAgainstALargerClusterElsewhere() {
        assertThat(hours(1, 1, 5, 9, 9).by(tolerance(1)).scores())
                .containsExactly("5=1 by [2]", "1=2 by [0, 1]", "9=2 by [3, 4]");
    }

    @Test
    void theWeightsMoveTheMedian() {
        VoteTable table = new VoteTable().text("1", 1).text("2", 1).text("10", 5);

        assertThat(table.by(Agreement.median("", 0)).answers()).startsWith("10");
    }

    @Test
    void textsThatAreNumbersCountAndOthersAbstain() {
        VoteTable.Counted counted = VoteTable.texts(" 12 ", "1.2e1", "about 12", "1e999999999", "9".repeat(5000))
                .by(Agreement.median("", 0));

        assertThat(counted.scores()).containsExactly("12=2 by [0, 1]");
        assertThat(counted.attendance().abstained()).isEqualTo(3);
    }

    @Test
    void aMedianCountReportsTheSpreadOfTheNumbers() {
        assertThat(hours(1, 2, 3, 4, 10).by(tolerance(0)).count().spread()).hasValueSatisfying(spread -> {
            assertThat(spread.min()).isEqualByComparingTo("1");
            assertThat(spread.lowerQuartile()).isEqualByComparingTo("2");
            assertThat(spread.median()).isEqualByComparingTo("3");
            assertThat(spread.upperQuartile()).isEqualByComparingTo("4");
            assertThat(spread.max()).isEqualByComparingTo("10");
        });
    }

    @Test
    void aMedianIsSettledWhenExtremesOnOneSideCannotMoveIt() {
        Count count = hours(5, 5, 5, 9).by(tolerance(0)).count();

        assertThat(count.settled(BigDecimal.ONE)).isTrue();
        assertThat(count.settled(BigDecimal.valueOf(3))).isFalse();
    }
}
