package com.example.reviews;

import static io.codefleet.testing.junit.FleetAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.spring.FleetTest;
import io.codefleet.testing.junit.FleetAwait;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The application with a fleet in its process: no server runs. */
@FleetTest
class ReviewApplicationTest {
    @Autowired
    CodefleetClient fleet;

    @Autowired
    ReviewApplication application;

    @Test
    void aReviewIsWrittenAfterItsRequestWasAnswered() {
        FleetAwait await = FleetAwait.on(fleet);
        String id = application.submit("a\nb").toCompletableFuture().join();
        await.ended(fleet.handle(id));
        assertThat(application.review(id).toCompletableFuture().join().getBody()).isEqualTo("Lines: 2");
        assertThat(await.run(Task.of("Review this code:\na"))).isCompletedWith("Lines: 1");
    }
}
