package io.codefleet.faults.checker;

/**
 * A promise that was not kept.
 *
 * @param invariant which
 * @param task the task it is about; empty if none
 * @param message how
 */
public record Violation(Invariant invariant, String task, String message) {}
