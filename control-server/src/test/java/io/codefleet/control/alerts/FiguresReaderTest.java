package io.codefleet.control.alerts;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.control.tasks.WaitingApprovals;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FiguresReaderTest {
    /** More than are listed. */
    private static final int NEWER = 450;

    private final Vertx vertx = Vertx.vertx();
    private final CodefleetClient fleet =
            get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
    private final TaskReadModel tasks = new TaskReadModel(vertx, fleet, 1000, Clock.systemUTC());

    @AfterEach
    void close() {
        tasks.close();
        get(fleet.close().compose(closed -> vertx.close()).map(true));
    }

    private void ask(String id) {
        get(fleet.submitTask(Task.of("May I?").id(id).type(Workflows.APPROVAL_TYPE)));
    }

    private List<String> waiting(List<Alert> known) {
        return get(new FiguresReader(fleet, tasks, AlertOptions.defaults()).read(known)).approvals().stream()
                .map(WaitingApprovals.Approval::id)
                .toList();
    }

    /** Its alert would be resolved, and fire again. */
    @Test
    void anApprovalWithAnAlertIsReadHoweverManyCameAfterIt() {
        tasks.start();
        ask("first");
        for (int i = 0; i < NEWER; i++) {
            ask("newer" + i);
        }
        Alert alert = Alert.builder("approval", AlertRule.APPROVAL_WAITS)
                .subject("first")
                .state(AlertState.FIRING)
                .build();
        // the read model lists it until it has read as many newer ones
        await().untilAsserted(() -> assertThat(waiting(List.of())).doesNotContain("first"));
        assertThat(waiting(List.of(alert))).contains("first");
        get(fleet.handle("first").cancel("decided"));
        assertThat(waiting(List.of(alert))).doesNotContain("first");
    }
}
