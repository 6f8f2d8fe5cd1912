package io.codefleet.broker;

import io.codefleet.Checkpoint;
import io.codefleet.Task;
import java.util.Optional;

/**
 * A task that was handed to a worker.
 *
 * @param lease the right to run it
 * @param task what is to be done
 * @param failures how many attempts have failed before
 * @param checkpoint what an earlier attempt has saved last
 */
public record Assignment(Lease lease, Task task, int failures, Optional<Checkpoint> checkpoint) {}
