package io.codefleet.launcher.config;

import static io.codefleet.launcher.config.SettingsResolver.or;

import io.codefleet.agent.ByteSize;
import io.codefleet.agent.worker.TranscriptSettings;
import io.codefleet.error.InvalidInputException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the settings of transcripts. */
final class TranscriptResolver {
    /** The keys of what {@link TranscriptSettings} checks, by the names that it gives them. */
    private static final Map<String, String> KEYS = Map.of(
            "transcript.maxBytes", "sessions.transcript_size",
            "transcript.maxTextBytes", "sessions.transcript_text_size",
            "transcript.interval", "sessions.transcript_interval");

    private TranscriptResolver() {}

    static TranscriptSettings resolve(SessionsPart part) {
        TranscriptSettings defaults = TranscriptSettings.DEFAULT;
        try {
            return new TranscriptSettings(
                    or(part.transcripts(), defaults.enabled()),
                    bytes(part.transcriptSize(), defaults.maxBytes()),
                    bytes(part.transcriptTextSize(), defaults.maxTextBytes()),
                    or(part.transcriptInterval(), defaults.interval()));
        } catch (InvalidInputException e) {
            throw ConfigException.of(KEYS.getOrDefault(e.field(), e.field()), e.fault(), e);
        }
    }

    private static int bytes(@Nullable ByteSize size, int absent) {
        return size == null ? absent : (int) Math.min(size.bytes(), Integer.MAX_VALUE);
    }
}
