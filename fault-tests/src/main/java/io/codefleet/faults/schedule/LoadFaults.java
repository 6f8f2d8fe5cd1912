package io.codefleet.faults.schedule;

import io.codefleet.CodefleetClient;
import io.codefleet.WorkerCommand;
import io.codefleet.faults.environment.ProcessSlot;
import io.codefleet.faults.environment.TestEnvironment;
import io.codefleet.faults.process.TaskBehavior;
import java.util.Locale;

/** Faults by clients and operators, in addition to the usual load. */
final class LoadFaults {
    private LoadFaults() {}

    private static String word(TaskBehavior kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String namespace(ProcessSlot slot) {
        return slot.name().substring(0, 1);
    }

    /** Returns the effect that submits a number of tasks of a kind through one client. */
    static Effect of(TaskBehavior kind, int most) {
        return (environment, step) -> {
            ProcessSlot client = step.oneOf(environment.clients());
            client.send("submit " + client.name() + " " + word(kind) + " " + step.upTo(most) + " " + step.firstTask());
            return Effect.NOTHING;
        };
    }

    /** Returns the effect that submits the same ids through all clients of the first namespace. */
    static Effect shared(TaskBehavior kind, int most) {
        return (environment, step) -> {
            environment.clients().stream()
                    .filter(client -> namespace(client).equals("a"))
                    .forEach(client -> client.send(
                            "submit a-shared " + word(kind) + " " + step.upTo(most) + " " + step.firstTask()));
            return Effect.NOTHING;
        };
    }

    static Effect crash() {
        return (environment, step) -> {
            step.oneOf(environment.clients()).send("crash " + step.upTo(50) + " " + step.firstTask());
            return Effect.NOTHING;
        };
    }

    static Effect crowd(int most) {
        return (environment, step) -> {
            step.oneOf(environment.clients()).send("crowd " + step.upTo(most) + " " + step.firstTask());
            return Effect.NOTHING;
        };
    }

    static Effect cancel(String kind) {
        return (environment, step) -> {
            step.oneOf(environment.clients()).send("cancel " + step.upTo(10) + " " + step.choice() + " " + kind);
            return Effect.NOTHING;
        };
    }

    static Effect cancelledParents() {
        return (environment, step) -> {
            ProcessSlot client = step.oneOf(environment.clients());
            client.send("submit " + client.name() + " parent " + step.upTo(8) + " " + step.firstTask());
            return () -> client.send("cancel 6 " + step.choice() + " parent");
        };
    }

    // ---- what operators do: once, and it may be lost like any call

    static Effect pausedNamespace() {
        return (environment, step) -> {
            CodefleetClient fleet = operator(environment, step);
            fleet.pause();
            return fleet::resume;
        };
    }

    static Effect concurrency() {
        return (environment, step) -> {
            CodefleetClient fleet = operator(environment, step);
            fleet.commandAll(WorkerCommand.setConcurrency(step.upTo(16)));
            return () -> fleet.commandAll(WorkerCommand.setConcurrency(8));
        };
    }

    static Effect pausedWorkers() {
        return (environment, step) -> {
            CodefleetClient fleet = operator(environment, step);
            fleet.commandAll(WorkerCommand.of(WorkerCommand.PAUSE));
            return () -> fleet.commandAll(WorkerCommand.of(WorkerCommand.RESUME));
        };
    }

    private static CodefleetClient operator(TestEnvironment environment, ScheduledFault step) {
        return environment.operator(step.oneOf(TestEnvironment.NAMESPACES));
    }
}
