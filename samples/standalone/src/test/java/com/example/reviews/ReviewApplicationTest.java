package com.example.reviews;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskResult;
import io.codefleet.spring.FleetTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The application with a fleet in its process: no server runs. */
@FleetTest
class ReviewApplicationTest {
    @Autowired
    CodefleetClient fleet;

    @Test
    void aReviewCountsTheLines() throws Exception {
        TaskResult result = fleet.submitTask(Task.of("a\nb").type("review"))
                .compose(TaskHandle::result)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        assertThat(result.text()).isEqualTo("Lines: 2");
    }
}
