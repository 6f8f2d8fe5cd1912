package io.codefleet.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.faults.schedule.FaultSchedule;
import io.codefleet.faults.schedule.ScheduledFault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The runs of every build are as short as they may be: long enough for each kind of fault. */
class BoundedScheduleTest {
    private static final long SEED = FaultRunOptions.SEED_OF_THE_BOUNDED_FORM;
    private static final Duration EVERY = FaultRunOptions.BOUNDED_EVERY;
    private static final Duration LONG = Duration.ofHours(1);

    static List<Arguments> schedules() {
        return List.of(
                Arguments.of(
                        FaultSchedule.of(SEED, FaultRunOptions.BOUNDED, EVERY), FaultSchedule.of(SEED, LONG, EVERY)),
                Arguments.of(
                        FaultSchedule.withoutServer(SEED, FaultRunOptions.BOUNDED_ON_A_FOLDER, EVERY),
                        FaultSchedule.withoutServer(SEED, LONG, EVERY)),
                Arguments.of(
                        FaultSchedule.ofServer(SEED, FaultRunOptions.BOUNDED_ON_A_SERVER, EVERY),
                        FaultSchedule.ofServer(SEED, LONG, EVERY)));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void hasEachKindOfFault(List<ScheduledFault> bounded, List<ScheduledFault> all) {
        assertThat(bounded)
                .extracting(ScheduledFault::fault)
                .containsAll(all.stream().map(ScheduledFault::fault).toList());
    }
}
