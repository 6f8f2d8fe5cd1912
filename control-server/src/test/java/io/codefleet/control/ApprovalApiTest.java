package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.control.auth.Role;
import io.codefleet.workflow.Workflows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ApprovalApiTest {
    /** More than a broker looks at for one page. */
    private static final int MANY = 10_100;

    private static Task approval(String id) {
        return Task.of("May I?")
                .id(id)
                .parent("run")
                .type(Workflows.APPROVAL_TYPE)
                .placement(Placement.worker(id));
    }

    private static List<String> waiting(ControlFixture fixture, String key) throws Exception {
        JsonArray items = fixture.call("GET", "/api/v1/approvals", "", key, 200).getJsonArray("items");
        return items.stream().map(item -> ((JsonObject) item).getString("id")).toList();
    }

    @Test
    void anApprovalIsListedHoweverManyTasksCameAfterIt() throws Exception {
        try (ControlFixture fixture = ControlFixture.start()) {
            String key = fixture.key(Role.OPERATOR);
            get(fixture.fleet.submitTask(approval("run/old")));
            get(fixture.fleet.submitTasks(IntStream.range(0, MANY)
                    .mapToObj(i -> Task.of("x").id("t" + i).type("later"))
                    .toList()));
            get(fixture.fleet.submitTask(approval("run/new")));

            await().untilAsserted(() -> assertThat(waiting(fixture, key)).containsExactly("run/new", "run/old"));
            fixture.call("POST", "/api/v1/approvals/run%2Fold", "{\"approve\": true}", key, 200);
            assertThat(waiting(fixture, key)).containsExactly("run/new");
        }
    }
}
