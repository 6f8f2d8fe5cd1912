package io.codefleet.broker.gateway;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AuditAction;
import io.codefleet.AuditQuery;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.control.auth.Role;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People who decide on approvals with their keys, and make no other call of a worker. */
class GatewayApprovalTest {
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final String APPROVAL = "run/ask";

    private final Vertx vertx = Vertx.vertx();
    private final String store = "memory:" + UUID.randomUUID();
    private final TestGateways gateways =
            new TestGateways(namespace -> CodefleetOptions.of(store), Duration.ofMillis(100));
    private final CodefleetClient submitter = get(Codefleet.connect(vertx, CodefleetOptions.of(store)));
    private TaskHandle approval;

    @TempDir
    Path folder;

    @BeforeEach
    void submit() {
        get(submitter.submitTask(Task.of("the run").id("run")));
        approval = get(submitter.submitTask(Task.of("Publish it?")
                .id(APPROVAL)
                .type(Workflows.APPROVAL_TYPE)
                .parent("run")
                .placement(Placement.worker(APPROVAL))));
    }

    @AfterEach
    void close() throws Exception {
        get(submitter.close());
        gateways.close();
        get(vertx.close());
    }

    private CodefleetClient client(Role role) throws IOException {
        Path file = Files.writeString(folder.resolve(role.code()), gateways.key(role.code() + "#1", role));
        return get(Codefleet.connect(vertx, CodefleetOptions.of(gateways.uri() + "?keyFile=" + file)));
    }

    @Test
    void anOperatorApproves() throws Exception {
        CodefleetClient operator = client(Role.OPERATOR);
        get(Workflows.on(operator).handle("run").approve("ask", "ann", "tested"));
        assertThat(get(approval.outcome())).isInstanceOfSatisfying(Outcome.Completed.class, completed -> {
            assertThat(completed.result().text()).isEqualTo("tested");
            assertThat(completed.result().data()).containsEntry("by", "ann");
        });
        assertThat(get(operator.workers())).isEmpty();
        assertThat(get(operator.audit(AuditQuery.ALL.actions(AuditAction.APPROVED)))
                        .items())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.subjects()).containsExactly(APPROVAL);
                    assertThat(entry.detail())
                            .hasValueSatisfying(detail -> assertThat(detail).contains("tested"));
                });
        get(operator.close());
    }

    @Test
    void anOperatorRejects() throws Exception {
        CodefleetClient operator = client(Role.OPERATOR);
        get(Workflows.on(operator).handle("run").reject("ask", "ann", "not yet"));
        assertThat(get(approval.outcome()))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error().message()).startsWith("rejected by ann: not yet"));
        get(operator.close());
    }

    @Test
    void aSubmitterDecidesNothing() throws Exception {
        CodefleetClient other = client(Role.SUBMITTER);
        assertThat(failureOf(Workflows.on(other).handle("run").approve("ask", "ann", "")))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("has the role submitter");
        get(other.close());
    }

    private static WorkerInfo worker(String id, String... types) {
        return WorkerInfo.builder(id, WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                .types(List.of(types))
                .concurrency(1)
                .build();
    }

    @Test
    void anOperatorMakesNoOtherCallOfAWorker() {
        Broker operator = get(TestGateways.connect(
                vertx,
                CodefleetOptions.of(gateways.uri()),
                new RecordedEvents(),
                gateways.key("operator#1", Role.OPERATOR)));
        Lease lease = new Lease("run", 1, 1, "run");
        for (Future<?> call : List.of(
                operator.heartbeat(worker(APPROVAL, WorkerInfo.ANY_TYPE), LEASE),
                operator.heartbeat(worker(APPROVAL, Workflows.APPROVAL_TYPE, "other"), LEASE),
                operator.heartbeat(worker("run", Workflows.APPROVAL_TYPE), LEASE),
                operator.heartbeat(worker("run/other", Workflows.APPROVAL_TYPE), LEASE),
                operator.claim(ClaimRequest.of("run", 1, LEASE)),
                operator.receive("run", Duration.ZERO),
                operator.unregister("run"),
                operator.renew(List.of(lease), LEASE),
                operator.report(List.of(new AttemptReport.Released(lease)), Optional.empty()),
                operator.report(List.of(), Optional.of(ClaimRequest.of("run", 1, LEASE))))) {
            assertThat(failureOf(call))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("works on nothing but approvals");
        }
        get(operator.close());
    }
}
