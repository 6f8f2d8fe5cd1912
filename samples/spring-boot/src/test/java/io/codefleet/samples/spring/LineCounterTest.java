package io.codefleet.samples.spring;

import static io.codefleet.testing.junit.FleetAssertions.assertThat;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.spring.FleetTest;
import io.codefleet.testing.junit.FleetAwait;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Test of the application with a fleet of its own, without Redis. */
@FleetTest
class LineCounterTest {
    @Autowired
    private CodefleetClient fleet;

    @Test
    void theLinesOfATextAreCounted() {
        assertThat(FleetAwait.on(fleet).run(Task.of("a\nb").type("count"))).isCompletedWith("Lines: 2");
    }
}
