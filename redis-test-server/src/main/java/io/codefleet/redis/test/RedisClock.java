package io.codefleet.redis.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The wall clock of a server, which a test turns on while the server runs. It is ahead of that of the machine, and runs.
 * It needs {@code libfaketime}, and a {@code redis-server} of this machine.
 */
public final class RedisClock {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib64/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/faketime/libfaketimeMT.so.1"));

    private final Path library;
    private final Path offset;
    private Duration ahead = Duration.ZERO;

    private RedisClock(Path library, Path offset) {
        this.library = library;
        this.offset = offset;
    }

    /** Returns a clock that keeps its offset in a file of this folder; empty where one of the two programs is missing. */
    public static Optional<RedisClock> in(Path folder) {
        if (LocalServer.binaryOnPath().isEmpty()) {
            return Optional.empty();
        }
        return LIBRARIES.stream().filter(Files::exists).findFirst().map(library -> {
            RedisClock clock = new RedisClock(library, folder.resolve("clock-offset"));
            clock.advance(Duration.ZERO);
            return clock;
        });
    }

    /** Turns the clock on. */
    public synchronized void advance(Duration duration) {
        ahead = ahead.plus(duration);
        try {
            // the server reads the file at any moment, and must not see a part of it
            Path next = Files.writeString(offset.resolveSibling("clock-offset.next"), "+" + ahead.toSeconds() + "\n");
            Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot turn the clock", e);
        }
    }

    /**
     * Returns the environment of a process that reads this clock. The memory of Redis comes from the C library: jemalloc
     * asks for the time while {@code libfaketime} asks it for memory, and the process would end.
     */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library + ":libc.so.6",
                "FAKETIME_TIMESTAMP_FILE",
                offset.toString(),
                "FAKETIME_NO_CACHE",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1");
    }
}
