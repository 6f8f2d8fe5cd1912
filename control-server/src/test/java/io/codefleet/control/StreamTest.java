package io.codefleet.control;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A control plane that looks often whether the keys of its streams are still good. */
abstract class StreamTest {
    ControlFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start(ControlOptions.builder()
                .streamCheck(Duration.ofMillis(100))
                .keyCache(Duration.ofMillis(100))
                .build());
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }
}
