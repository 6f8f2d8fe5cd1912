package io.codefleet.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.spring.FleetTest;
import io.codefleet.testing.FutureResults;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Test of the application with a fleet of its own, without Redis. */
@FleetTest
class ReviewerTest {
    @Autowired
    private CodefleetClient fleet;

    @Test
    void aReviewCountsTheLines() {
        assertThat(FutureResults.get(
                                fleet.submitTask(Task.of("a\nb").type("review")).compose(TaskHandle::result))
                        .text())
                .isEqualTo("Lines: 2");
    }
}
