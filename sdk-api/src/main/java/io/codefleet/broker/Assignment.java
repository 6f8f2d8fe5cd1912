package io.codefleet.broker;

import io.codefleet.Task;

/**
 * A task that was handed to a worker.
 *
 * @param lease the right to run it
 * @param task what is to be done
 * @param failures how many attempts have failed before
 */
public record Assignment(Lease lease, Task task, int failures) {}
