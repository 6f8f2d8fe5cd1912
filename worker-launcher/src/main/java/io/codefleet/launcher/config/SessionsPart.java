package io.codefleet.launcher.config;

import io.codefleet.agent.ByteSize;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code sessions}: the conversations of tasks.
 *
 * @param keep how long a conversation is kept that no task continues
 * @param transcripts whether the transcripts of attempts are recorded; default true
 * @param transcriptSize how large the steps of one transcript may be; default 256KB
 * @param transcriptTextSize how large one text of a transcript may be; default 4KB
 * @param transcriptInterval how long steps may wait before they are stored; default 5s
 */
public record SessionsPart(
        @Nullable Duration keep,
        @Nullable Boolean transcripts,
        @Nullable ByteSize transcriptSize,
        @Nullable ByteSize transcriptTextSize,
        @Nullable Duration transcriptInterval) {}
