package io.codefleet.launcher.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code sessions}: the conversations of tasks.
 *
 * @param keep how long one that nobody goes on with is kept
 */
public record SessionsPart(@Nullable Duration keep) {}
