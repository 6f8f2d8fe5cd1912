package io.codefleet.agent.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of when a worker leaves the fleet by itself.
 *
 * @param idleShutdown after how long without a task; absent: never
 * @param terminationFile a file that says, when it is made or touched, that the machine goes away; absent: there is none
 */
public record ShutdownSettings(Optional<Duration> idleShutdown, Optional<Path> terminationFile) {}
