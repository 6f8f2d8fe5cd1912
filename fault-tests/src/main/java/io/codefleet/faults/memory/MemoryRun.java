package io.codefleet.faults.memory;

import io.codefleet.faults.Quiescence;
import io.codefleet.faults.RunReport;
import io.codefleet.faults.checker.Checker;
import io.codefleet.faults.checker.FinalState;
import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.Histories;
import io.codefleet.faults.history.HistoryEntry;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One run over the in-memory broker. */
public final class MemoryRun {
    private MemoryRun() {}

    /**
     * Makes the run, on this thread, and returns its report.
     *
     * @param duration how long faults come
     * @param every how long it is from one fault to the next, about
     * @param perSecond how many tasks a second each of the two clients submits
     */
    public static RunReport make(long seed, Duration duration, Duration every, int perSecond, Path folder) {
        Random random = new Random(seed);
        List<MemoryFault> round = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        List<FinalState> finals;
        try (MemoryEnvironment site =
                new MemoryEnvironment(folder, perSecond, perSecond * (int) duration.toSeconds())) {
            for (Duration at = Duration.ZERO; at.compareTo(duration) < 0; ) {
                if (round.isEmpty()) {
                    round.addAll(Arrays.asList(MemoryFault.values()));
                    Collections.shuffle(round, random);
                }
                MemoryFault fault = round.remove(round.size() - 1);
                faults.add(fault.name());
                site.write(EventType.FAULT, fault.name());
                fault.befall(site, random);
                Duration pause = Duration.ofMillis(1 + random.nextLong(2 * every.toMillis()));
                Thread.sleep(pause.toMillis());
                at = at.plus(pause);
            }
            site.heal();
            Future<Void> finished = site.finish();
            Quiescence.until("the clients have seen the end of everything", finished::isComplete);
            finals = List.of(Quiescence.of(MemoryEnvironment.NAMESPACE, site.operator()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the run was interrupted", e);
        }
        List<HistoryEntry> entries = Histories.readAll(folder);
        String replay =
                "./mvnw -pl fault-tests -am verify -Dtest=none -Dit.test=MemoryFaultsIT -Dcodefleet.faults.seed="
                        + seed;
        return new RunReport(seed, replay, folder, faults, entries, Checker.check(entries, finals), Set.of());
    }
}
