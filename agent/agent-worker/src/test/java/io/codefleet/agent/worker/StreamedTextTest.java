package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.transcript.TranscriptStep;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamedTextTest {
    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final String KEY = "-----BEGIN KEY-----\nfirst line\nsecond line\n-----END KEY-----";

    private final SecretMask mask = new SecretMask(Map.of("APP_PRIVATE_KEY", KEY));
    private final StreamedText streamed = new StreamedText(mask);

    private String stored() {
        return streamed.step()
                .map(step -> mask.apply(((TranscriptStep.AgentMessage) step).text()))
                .orElse("");
    }

    @Test
    void noPartOfASecretOfSeveralLinesIsStoredAtAnyTime() {
        String text = "The key is " + KEY + " as you see.";
        for (int i = 0; i < text.length(); i++) {
            streamed.add(NOW, text.substring(i, i + 1));
            assertThat(stored()).doesNotContain("BEGIN").doesNotContain("line").doesNotContain("END");
        }
        assertThat(stored()).isEqualTo("The key is *** as you");
    }

    @Test
    void whatIsHeldBackFollowsWhenItIsNotTheSecret() {
        streamed.add(NOW, "The key is -----BEGIN KEY-----\nfirst ");
        assertThat(stored()).isEqualTo("The key is");

        streamed.add(NOW, "try of mine");
        assertThat(stored()).isEqualTo("The key is -----BEGIN KEY-----\nfirst try of");
    }

    @Test
    void aTextThatIsClearedIsForgotten() {
        streamed.add(NOW, "one two ");
        streamed.clear();
        assertThat(streamed.step()).isEmpty();
    }
}
