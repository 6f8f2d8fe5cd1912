package io.codefleet.broker;

/**
 * The right of one attempt to run and to report.
 *
 * @param taskId the task
 * @param attempt the attempt, from 1
 * @param token the fencing token: greater than that of every earlier lease of the namespace's same task id. A report with
 *     another token than the current one is refused
 * @param workerId who holds it
 */
public record Lease(String taskId, int attempt, long token, String workerId) {}
