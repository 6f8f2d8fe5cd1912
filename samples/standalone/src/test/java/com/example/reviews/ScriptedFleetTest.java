package com.example.reviews;

import static io.codefleet.testing.junit.FleetAssertions.assertThat;

import io.codefleet.Task;
import io.codefleet.testing.junit.FleetExtension;
import io.codefleet.testing.junit.ScriptedAnswer;
import io.codefleet.testing.junit.TestFleet;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A task for an agent, with an agent that answers by a script and a clock that the test turns. */
class ScriptedFleetTest {
    @RegisterExtension
    final FleetExtension fleet = FleetExtension.create()
            .agent(agent -> agent.on(
                    "review",
                    ScriptedAnswer.transientFault("overloaded"),
                    ScriptedAnswer.text("No fault found.").cost("0.02")));

    @Test
    void aReviewIsTriedAgain() {
        TestFleet test = fleet.get();
        assertThat(test.run(Task.of("Review Foo.java").type("review").delay(Duration.ofHours(8))))
                .isCompletedWith("No fault found.")
                .hasCost("0.02");
    }
}
