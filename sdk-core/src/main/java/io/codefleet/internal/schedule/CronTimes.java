package io.codefleet.internal.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.time.ExecutionTime;
import io.codefleet.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The times of a cron expression. The library finds local times, as if there were no change of clocks; what they are in the
 * zone is decided here, by the rules of {@link Timing.Cron}.
 */
final class CronTimes implements OccurrenceTimes {
    private final ZoneId zone;
    private final ExecutionTime localTimes;
    private final boolean everyHour;

    CronTimes(Timing.Cron timing) {
        this.zone = timing.zone();
        Cron cron = CronExpression.parse(timing.expression());
        this.localTimes = ExecutionTime.forCron(cron);
        FieldExpression hours = Objects.requireNonNull(
                        cron.retrieveFieldsAsMap().get(CronFieldName.HOUR))
                .getExpression();
        this.everyHour = hours instanceof Always || hours instanceof Every;
    }

    @Override
    public Optional<Instant> after(Instant time) {
        LocalDateTime here = time.atZone(zone).toLocalDateTime();
        Optional<LocalDateTime> candidate = localAfter(here.minus(shiftNear(time)));
        Optional<Instant> best = Optional.empty();
        // Near a change of clocks an earlier local time may be a later instant: all that may come first are looked at.
        while (candidate.isPresent()) {
            LocalDateTime local = candidate.get();
            if (best.isPresent() && local.isAfter(localLimit(best.get()))) {
                break;
            }
            for (Instant instant : instants(local)) {
                if (instant.isAfter(time) && best.map(instant::isBefore).orElse(true)) {
                    best = Optional.of(instant);
                }
            }
            candidate = localAfter(local);
        }
        return best;
    }

    private Optional<LocalDateTime> localAfter(LocalDateTime local) {
        return localTimes.nextExecution(local.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }

    private List<Instant> instants(LocalDateTime local) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (everyHour) {
            return offsets.stream().map(local::toInstant).toList();
        }
        return List.of(ZonedDateTime.ofLocal(local, zone, null).toInstant());
    }

    private LocalDateTime localLimit(Instant best) {
        return best.atZone(zone).toLocalDateTime().plus(shiftNear(best));
    }

    /** Returns by how much the clocks change near a time; zero if they do not. */
    private Duration shiftNear(Instant time) {
        // Both look for others than one at this very time.
        Duration before = shiftNear(time, zone.getRules().previousTransition(time.plusNanos(1)));
        Duration after = shiftNear(time, zone.getRules().nextTransition(time));
        return before.compareTo(after) > 0 ? before : after;
    }

    private static Duration shiftNear(Instant time, @Nullable ZoneOffsetTransition change) {
        if (change == null) {
            return Duration.ZERO;
        }
        Duration shift = change.getDuration().abs();
        Duration distance = Duration.between(change.getInstant(), time).abs();
        return distance.compareTo(shift.multipliedBy(2)) > 0 ? Duration.ZERO : shift;
    }
}
