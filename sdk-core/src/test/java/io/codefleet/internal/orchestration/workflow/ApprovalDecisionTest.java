package io.codefleet.internal.orchestration.workflow;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The limit of a decision on an approval. */
class ApprovalDecisionTest {
    private final Vertx vertx = Vertx.vertx();
    private final CodefleetClient fleet =
            get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));

    @AfterEach
    void close() {
        get(fleet.close().eventually(vertx::close).map(true));
    }

    @Test
    void aDecisionThatTheBrokerDoesNotHandOutFailsAndCanBeTriedAgain() {
        Task key = Task.of("x").concurrency("k", 1);
        get(fleet.submitTask(key.id("first").placement(Placement.worker("nobody"))));
        get(fleet.submitTask(
                key.id("run/ask").parent("run").type(Workflows.APPROVAL_TYPE).placement(Placement.worker("run/ask"))));
        WorkflowRun run =
                new FleetWorkflowRun(fleet, vertx.getOrCreateContext(), fleet.handle("run"), Duration.ofMillis(300));

        assertThatThrownBy(() -> get(run.approve("ask", "ada", "")))
                .isInstanceOfSatisfying(
                        BrokerUnavailableException.class,
                        e -> assertThat(e.retryable()).isTrue())
                .hasMessageContaining("approval run/ask is not known to be decided after 300ms");

        get(fleet.handle("first").cancel("done"));
        get(run.approve("ask", "ada", ""));
    }
}
