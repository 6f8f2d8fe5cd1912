package io.codefleet.broker;

import java.util.Optional;

/**
 * Result of one step of a purge.
 *
 * @param deleted how many tasks it deleted
 * @param next the cursor of the next step, which skips the tasks that this one has left; absent after the last step
 */
public record PurgeReply(int deleted, Optional<String> next) {}
