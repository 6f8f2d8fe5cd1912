package io.codefleet.agent.opencode.settings;

import io.codefleet.agent.ByteSize;
import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Settings of a worker's own OpenCode servers.
 *
 * @param instances how many run at a time
 * @param recycling when one is replaced by a fresh one
 * @param strictVersion whether a version that was never tested is refused, in place of a warning
 * @param sandbox what a server and the commands of its agents may reach
 * @param limits what the system lets them have
 * @param maxAnswerTokens the most tokens that a model answers with at a time; absent: as OpenCode has it, 32,000
 */
public record ServerSettings(
        int instances,
        RecyclingLimits recycling,
        boolean strictVersion,
        SandboxSettings sandbox,
        ProcessLimits limits,
        OptionalInt maxAnswerTokens) {
    /** The most servers of one worker. */
    public static final int MAX_INSTANCES = 64;

    /** One, replaced above 3 GiB; any version from 1.0 on; no sandbox and no limits. */
    public static final ServerSettings DEFAULT = new ServerSettings(
            1, RecyclingLimits.DEFAULT, false, SandboxSettings.NONE, ProcessLimits.NONE, OptionalInt.empty());

    public ServerSettings {
        if (instances < 1 || instances > MAX_INSTANCES) {
            throw new InvalidInputException("instances", "is " + instances + ", must be from 1 to " + MAX_INSTANCES);
        }
    }

    /**
     * Returns the state folder of an instance. The first uses that of the worker, as a single instance does; each other one
     * has a folder in it.
     *
     * @param stateDir the state folder of the worker
     * @param number of the instance, from 1
     */
    public static Path stateDir(Path stateDir, int number) {
        return number == 1 ? stateDir : stateDir.resolve("instance-" + number);
    }

    /** Returns a description of the settings, for the operator. */
    public String describe() {
        return instances + (instances == 1 ? " server" : " servers") + recycling.describe() + ", sandbox "
                + sandbox.kind().name().toLowerCase(Locale.ROOT);
    }

    /** Returns a copy with this number of servers. */
    public ServerSettings instances(int value) {
        return new ServerSettings(value, recycling, strictVersion, sandbox, limits, maxAnswerTokens);
    }

    /** Returns a copy with these limits, after which a server is replaced. */
    public ServerSettings recycling(RecyclingLimits value) {
        return new ServerSettings(instances, value, strictVersion, sandbox, limits, maxAnswerTokens);
    }

    /** Returns a copy that refuses untested versions of OpenCode, or accepts them. */
    public ServerSettings strictVersion(boolean value) {
        return new ServerSettings(instances, recycling, value, sandbox, limits, maxAnswerTokens);
    }

    /** Returns a copy with this sandbox. */
    public ServerSettings sandbox(SandboxSettings value) {
        return new ServerSettings(instances, recycling, strictVersion, value, limits, maxAnswerTokens);
    }

    /** Returns a copy with these limits. */
    public ServerSettings limits(ProcessLimits value) {
        return new ServerSettings(instances, recycling, strictVersion, sandbox, value, maxAnswerTokens);
    }

    /**
     * Limits at which a fresh server replaces a server. Running turns stay on the old one; new ones go to the fresh one.
     *
     * @param maxMemoryBytes the resident memory of the server, without what the commands of agents take; looked at every ten
     *     seconds, and never in its first five minutes
     * @param maxSessions how many turns it is given
     * @param maxAge how long it runs
     * @param drainTimeout how long the last turns of a replaced server may take; then they fail and are retried
     */
    public record RecyclingLimits(
            OptionalLong maxMemoryBytes, OptionalInt maxSessions, Optional<Duration> maxAge, Duration drainTimeout) {
        /** 3 GiB, any number of turns, any age; half an hour to drain. */
        public static final RecyclingLimits DEFAULT = new RecyclingLimits(
                OptionalLong.of(3L << 30), OptionalInt.empty(), Optional.empty(), Duration.ofMinutes(30));

        /** Returns a description of the limits, for the operator. */
        String describe() {
            List<String> ends = new ArrayList<>();
            maxMemoryBytes.ifPresent(bytes -> ends.add("above " + ByteSize.format(bytes)));
            maxSessions.ifPresent(number -> ends.add("after " + number + " turns"));
            maxAge.ifPresent(age -> ends.add("after " + DurationText.format(age)));
            return ends.isEmpty() ? "" : ", replaced " + String.join(" or ", ends);
        }

        /** Returns a copy with this limit of memory, in bytes. */
        public RecyclingLimits maxMemoryBytes(long value) {
            return new RecyclingLimits(OptionalLong.of(value), maxSessions, maxAge, drainTimeout);
        }

        /** Returns a copy with this limit of turns. */
        public RecyclingLimits maxSessions(int value) {
            return new RecyclingLimits(maxMemoryBytes, OptionalInt.of(value), maxAge, drainTimeout);
        }

        /** Returns a copy with this limit of age. */
        public RecyclingLimits maxAge(Duration value) {
            return new RecyclingLimits(maxMemoryBytes, maxSessions, Optional.of(value), drainTimeout);
        }

        /** Returns a copy with this time to drain. */
        public RecyclingLimits drainTimeout(Duration value) {
            return new RecyclingLimits(maxMemoryBytes, maxSessions, maxAge, value);
        }

        /** Returns whether a healthy server is ever replaced. */
        public boolean isLimited() {
            return maxMemoryBytes.isPresent() || maxSessions.isPresent() || maxAge.isPresent();
        }
    }

    /**
     * Settings of what a server and the commands of its agents may reach of the machine.
     *
     * @param kind what keeps them in
     * @param readable what they may read in addition to the system, such as tools in the home folder
     * @param writable where they may write in addition to the state folder, such as the projects
     * @param hidden what they do not see in any case, such as a file of keys
     * @param workspaces the folder that has the checkouts and copies that tasks work in, if there is one
     */
    public record SandboxSettings(
            Kind kind, List<Path> readable, List<Path> writable, List<Path> hidden, Optional<Path> workspaces) {
        /** They may do what the worker's user may. */
        public static final SandboxSettings NONE =
                new SandboxSettings(Kind.NONE, List.of(), List.of(), List.of(), Optional.empty());

        public SandboxSettings {
            readable = List.copyOf(readable);
            writable = List.copyOf(writable);
            hidden = List.copyOf(hidden);
        }

        /** Kind of the sandbox. */
        public enum Kind {
            /** Nothing but the rights of the worker's user. */
            NONE,
            /** The program {@code bwrap}, on Linux. */
            BUBBLEWRAP
        }
    }

    /**
     * Limits of the system for a server and the commands of its agents; an absent limit is the worker's.
     *
     * @param nice how much they step back for others, from 0 to 19
     * @param openFiles how many files each process may have open
     * @param processes how many processes the worker's user may have; the system does not keep root to it
     * @param fileSizeBytes how large a file may get
     */
    public record ProcessLimits(
            OptionalInt nice, OptionalInt openFiles, OptionalInt processes, OptionalLong fileSizeBytes) {
        /** As the worker has them. */
        public static final ProcessLimits NONE =
                new ProcessLimits(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty());
    }
}
