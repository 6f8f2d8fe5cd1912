package io.codefleet.faults.schedule;

import io.codefleet.faults.environment.ProcessSlot;
import io.codefleet.faults.environment.TestEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Faults of clients' and workers' processes. */
final class ProcessFaults {
    private static final List<Path> FAKETIME = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"),
            Path.of("/usr/lib/faketime/libfaketime.so.1"));

    private ProcessFaults() {}

    static Effect killed(Function<TestEnvironment, List<ProcessSlot>> slots) {
        return (environment, step) -> {
            step.oneOf(slots.apply(environment)).kill();
            return Effect.NOTHING;
        };
    }

    static Effect terminated(Function<TestEnvironment, List<ProcessSlot>> slots) {
        return (environment, step) -> {
            step.oneOf(slots.apply(environment)).terminate();
            return Effect.NOTHING;
        };
    }

    static Effect frozen(Function<TestEnvironment, List<ProcessSlot>> slots) {
        return (environment, step) -> {
            ProcessSlot slot = step.oneOf(slots.apply(environment));
            slot.freeze();
            return slot::thaw;
        };
    }

    static Effect away(Function<TestEnvironment, List<ProcessSlot>> slots) {
        return (environment, step) -> {
            ProcessSlot slot = step.oneOf(slots.apply(environment));
            slot.retire();
            slot.terminate();
            return slot::reopen;
        };
    }

    /**
     * Returns the effect that restarts a worker with a wrong clock. Where libfaketime is not installed, this is only a
     * restart, and a line in the history records that.
     */
    static Effect wrongClock(String offset) {
        return (environment, step) -> {
            ProcessSlot slot = step.oneOf(environment.workers());
            FAKETIME.stream()
                    .filter(Files::exists)
                    .findFirst()
                    .ifPresent(library -> slot.environment(Map.of(
                            "LD_PRELOAD",
                            library.toString(),
                            "FAKETIME",
                            offset,
                            "FAKETIME_DONT_FAKE_MONOTONIC",
                            "1")));
            slot.kill();
            return () -> {
                slot.environment(Map.of());
                slot.kill();
            };
        };
    }

    static Effect slowSubscriber() {
        return (environment, step) -> {
            ProcessSlot slot = step.oneOf(environment.clients());
            environment.admin("CONFIG", "SET", "client-output-buffer-limit", "pubsub 65536 16384 1");
            slot.freeze();
            slot.send("submit " + slot.name() + " large 40 " + step.firstTask());
            return () -> {
                slot.thaw();
                environment.admin("CONFIG", "SET", "client-output-buffer-limit", "pubsub 33554432 8388608 60");
            };
        };
    }
}
