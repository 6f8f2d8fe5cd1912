package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Time is the broker's: leases, delays, timeouts and deadlines are counted by its clock, waits of a process by the one that only
 * goes forward. A worker whose wall clock is an hour off works as any other, as nothing here asks that clock but what is named.
 */
class WallClockTest {

    /** Classes that may ask it, and why no decision about a task depends on it. */
    private static final Map<String, String> MAY_ASK = Map.of(
            "io.codefleet.internal.worker.WorkerRegistration", "tells people since when a worker runs",
            "io.codefleet.internal.worker.AttemptRun", "tells people when an attempt said something");

    private static final JavaClasses CHECKED =
            Modules.classes(Modules.API, Modules.CORE, Modules.IN_MEMORY, Modules.REDIS);

    /** Each class that knows the time of day, and the prefix of the methods that return it. */
    private static final Map<Class<?>, String> CLOCKS = Map.of(
            System.class, "currentTimeMillis",
            Clock.class, "system",
            Instant.class, "now",
            LocalDate.class, "now",
            LocalDateTime.class, "now",
            LocalTime.class, "now",
            OffsetDateTime.class, "now",
            ZonedDateTime.class, "now");

    @Test
    void onlyListedClassesReadTheWallClock() {
        List<String> asking = CHECKED.stream()
                .filter(type -> !MAY_ASK.containsKey(type.getName()))
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(WallClockTest::asks)
                .map(JavaAccess::getDescription)
                .sorted()
                .collect(Collectors.toList());
        assertThat(asking).as("calls of the wall clock").isEmpty();
    }

    @Test
    void everyListedClassStillReadsTheWallClock() {
        assertThat(MAY_ASK.keySet())
                .allMatch(
                        name -> CHECKED.get(name).getAccessesFromSelf().stream().anyMatch(WallClockTest::asks));
    }

    private static boolean asks(JavaAccess<?> access) {
        return CLOCKS.entrySet().stream()
                .anyMatch(clock -> access.getTargetOwner().isEquivalentTo(clock.getKey())
                        && access.getName().startsWith(clock.getValue()));
    }
}
