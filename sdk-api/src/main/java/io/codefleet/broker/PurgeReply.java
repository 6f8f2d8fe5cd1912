package io.codefleet.broker;

import java.util.Optional;

/**
 * What one step of a purge did.
 *
 * @param deleted how many tasks it deleted
 * @param next where the next step goes on, so that it does not look again at what this one has left; absent: it was the last
 */
public record PurgeReply(int deleted, Optional<String> next) {}
