package io.codefleet.launcher.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code sessions}: the conversations of tasks.
 *
 * @param keep how long a conversation is kept that no task continues
 */
public record SessionsPart(@Nullable Duration keep) {}
