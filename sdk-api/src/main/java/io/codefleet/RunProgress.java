package io.codefleet;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a run of many tasks is.
 *
 * @param total how many parts there are; absent while that is not known, as with a stream
 * @param done how many have a result
 * @param failed how many have none and will get none
 * @param running how many are under way
 * @param usage what was consumed so far, that of parts found finished from an earlier run included
 * @param elapsed how long this run has lasted
 * @param remaining how long it will last at the pace so far, without parts found finished; absent while that is not known
 */
public record RunProgress(
        Optional<Long> total,
        long done,
        long failed,
        long running,
        Usage usage,
        Duration elapsed,
        Optional<Duration> remaining) {}
