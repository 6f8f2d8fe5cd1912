package io.codefleet.control.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {
    /** The example of the libraries of Standard Webhooks. */
    @Test
    void theSignatureIsThatOfTheSpecification() {
        AlertReceiver receiver = new AlertReceiver(
                "ops",
                AlertReceiver.MessageFormat.WEBHOOK,
                URI.create("https://example.com/hook"),
                Optional.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        assertThat(WebhookSignature.of(
                        receiver.key().orElseThrow(),
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
