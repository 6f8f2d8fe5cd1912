package com.example.reviews;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewServerTest {
    @TempDir
    Path folder;

    @Test
    void theServerAnswersWithTheReviewAndHasItsHealthAndMetrics() throws Exception {
        try (Server server = Server.start(folder)) {
            assertThat(server.review("a\nb\nc")).isEqualTo("Lines: 3");
            assertThat(server.get("/actuator/health")).contains("UP");
            assertThat(server.get("/actuator/metrics")).contains("codefleet.fleet.tasks.queued");
        }
    }
}
