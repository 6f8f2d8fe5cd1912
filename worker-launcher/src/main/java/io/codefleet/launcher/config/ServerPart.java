package io.codefleet.launcher.config;

import io.codefleet.agent.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code opencode.server}: the worker's own OpenCode servers.
 *
 * @param instances how many run at a time, by default 1
 * @param maxMemory the resident memory above which one is replaced by a fresh one, by default 3GB
 * @param maxSessions the number of turns after which it is replaced; absent: any
 * @param maxAge the age at which it is replaced; absent: any
 * @param drainTimeout how long the last turns of a replaced one may take, by default 30m
 * @param strictVersion whether a version of OpenCode that was never tested is refused
 * @param sandbox {@code none} or {@code bubblewrap}
 * @param sandboxRead what may be read within in addition to the system
 * @param sandboxWrite what may be written within in addition to the workspace root and the state
 * @param limits what the system lets a server and the commands of its agents have
 */
public record ServerPart(
        @Nullable Integer instances,
        @Nullable ByteSize maxMemory,
        @Nullable Integer maxSessions,
        @Nullable Duration maxAge,
        @Nullable Duration drainTimeout,
        @Nullable Boolean strictVersion,
        @Nullable String sandbox,
        @Nullable List<Path> sandboxRead,
        @Nullable List<Path> sandboxWrite,
        ProcessLimitsPart limits) {

    /**
     * The section {@code opencode.server.limits}.
     *
     * @param nice how much they step back for other processes, from 0 to 19
     * @param openFiles how many files each process may have open
     * @param processes how many processes the worker's user may have
     * @param fileSize how large a file may get
     */
    public record ProcessLimitsPart(
            @Nullable Integer nice,
            @Nullable Integer openFiles,
            @Nullable Integer processes,
            @Nullable ByteSize fileSize) {}
}
