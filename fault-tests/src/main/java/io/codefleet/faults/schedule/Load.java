package io.codefleet.faults.schedule;

import io.codefleet.Codefleet;
import io.codefleet.WorkerCommand;
import io.codefleet.faults.process.Kind;
import io.codefleet.faults.site.Site;
import io.codefleet.faults.site.Slot;
import java.util.Locale;

/** What clients and operators do to a fleet beside its usual load. */
final class Load {
    private Load() {}

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String namespace(Slot slot) {
        return slot.name().substring(0, 1);
    }

    /** So many tasks of a kind, by one client. */
    static Effect of(Kind kind, int most) {
        return (site, step) -> {
            Slot client = step.oneOf(site.clients());
            client.say("submit " + client.name() + " " + word(kind) + " " + step.upTo(most) + " " + step.firstTask());
            return Effect.NOTHING;
        };
    }

    /** The same ids by all clients of the first namespace. */
    static Effect shared(Kind kind, int most) {
        return (site, step) -> {
            site.clients().stream()
                    .filter(client -> namespace(client).equals("a"))
                    .forEach(client -> client.say(
                            "submit a-shared " + word(kind) + " " + step.upTo(most) + " " + step.firstTask()));
            return Effect.NOTHING;
        };
    }

    static Effect crash() {
        return (site, step) -> {
            step.oneOf(site.clients()).say("crash " + step.upTo(50) + " " + step.firstTask());
            return Effect.NOTHING;
        };
    }

    static Effect crowd(int most) {
        return (site, step) -> {
            step.oneOf(site.clients()).say("crowd " + step.upTo(most) + " " + step.firstTask());
            return Effect.NOTHING;
        };
    }

    static Effect cancel(String kind) {
        return (site, step) -> {
            step.oneOf(site.clients()).say("cancel " + step.upTo(10) + " " + step.choice() + " " + kind);
            return Effect.NOTHING;
        };
    }

    static Effect cancelledParents() {
        return (site, step) -> {
            Slot client = step.oneOf(site.clients());
            client.say("submit " + client.name() + " parent " + step.upTo(8) + " " + step.firstTask());
            return () -> client.say("cancel 6 " + step.choice() + " parent");
        };
    }

    // ---- what operators do: once, and it may be lost like any call

    static Effect pausedNamespace() {
        return (site, step) -> {
            Codefleet fleet = operator(site, step);
            fleet.pause();
            return fleet::resume;
        };
    }

    static Effect concurrency() {
        return (site, step) -> {
            Codefleet fleet = operator(site, step);
            fleet.commandAll(WorkerCommand.setConcurrency(step.upTo(16)));
            return () -> fleet.commandAll(WorkerCommand.setConcurrency(8));
        };
    }

    static Effect pausedWorkers() {
        return (site, step) -> {
            Codefleet fleet = operator(site, step);
            fleet.commandAll(WorkerCommand.of(WorkerCommand.PAUSE));
            return () -> fleet.commandAll(WorkerCommand.of(WorkerCommand.RESUME));
        };
    }

    private static Codefleet operator(Site site, Step step) {
        return site.operator(step.oneOf(Site.NAMESPACES));
    }
}
