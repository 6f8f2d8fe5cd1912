package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.codefleet.workflow.Workflows;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A submitter acts on what they have submitted, and on no task of another. */
class OwnTasksTest {
    private static final String TASK = "{\"prompt\": \"x\"}";
    private static final String RUN = "{\"workflow\": \"name: review\\nsteps: {find: {prompt: Find}}\"}";
    private static final String APPROVE = "{\"approve\": true}";

    private TokenIssuer issuer;
    private ControlFixture fixture;
    private String ann;
    private String ben;

    @BeforeEach
    void start() throws Exception {
        issuer = new TokenIssuer();
        fixture = ControlFixture.start(ControlOptions.builder()
                .addressRate(new RateLimit(10_000, 10_000))
                .jwt(issuer.options())
                .build());
        ann = key("ann", Role.SUBMITTER);
        ben = key("ben", Role.SUBMITTER);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
        issuer.close();
    }

    private String key(String owner, Role role) throws Exception {
        return get(fixture.control.keys().issue(owner, role, Optional.empty())).token();
    }

    private void refused(String method, String path, String body, String key, String detail) throws Exception {
        JsonObject problem = fixture.call(method, path, body, key, 403);
        assertThat(problem.getString("type")).isEqualTo("/api/v1/problems/not-own-task");
        assertThat(problem.getString("detail")).contains(detail);
    }

    private String status(String id) throws Exception {
        return fixture.call("GET", "/api/v1/tasks/" + id, "", ben, 200).getString("status");
    }

    @Test
    void aSubmitterCancelsOwnTasksWithAnyOfTheirKeys() throws Exception {
        fixture.call("PUT", "/api/v1/tasks/a", TASK, ann, 201);

        refused("DELETE", "/api/v1/tasks/a", "", ben, "acts on own tasks only; 'a' was submitted by ann#");
        assertThat(status("a")).isEqualTo("QUEUED");
        fixture.call("DELETE", "/api/v1/tasks/a", "", key("ann", Role.SUBMITTER), 200);
        assertThat(status("a")).isEqualTo("CANCELLED");
        fixture.call("DELETE", "/api/v1/tasks/unknown", "", ben, 404);
    }

    @Test
    void theHolderOfATokenIsAnotherThanTheOwnerOfAKeyOfThatName() throws Exception {
        String token = issuer.token(TokenIssuer.claims().subject("ann").claim("codefleet_role", Role.SUBMITTER.code()));
        fixture.call("PUT", "/api/v1/tasks/a", TASK, ann, 201);
        fixture.call("PUT", "/api/v1/tasks/t", TASK, token, 201);

        refused("DELETE", "/api/v1/tasks/a", "", token, "ann#jwt has the role submitter");
        refused("DELETE", "/api/v1/tasks/t", "", ann, "'t' was submitted by ann#jwt");
        fixture.call("DELETE", "/api/v1/tasks/t", "", token, 200);
    }

    @Test
    void anOperatorCancelsTheTasksOfOthers() throws Exception {
        fixture.call("PUT", "/api/v1/tasks/a", TASK, ann, 201);
        fixture.call("DELETE", "/api/v1/tasks/a", "", key("ben", Role.OPERATOR), 200);
        assertThat(status("a")).isEqualTo("CANCELLED");
    }

    @Test
    void aSubmitterCancelsOwnRuns() throws Exception {
        fixture.call("PUT", "/api/v1/runs/r", RUN, ann, 201);

        refused("DELETE", "/api/v1/runs/r", "", ben, "'r' was submitted by ann#");
        assertThat(status("r")).isEqualTo("QUEUED");
        fixture.call("DELETE", "/api/v1/runs/r", "", ann, 200);
    }

    @Test
    void aSubmitterDecidesOnTheApprovalsOfOwnTasksAndOfTheirParts() throws Exception {
        fixture.call("PUT", "/api/v1/tasks/a", TASK, ann, 201);
        get(fixture.fleet.submitTask(Task.of("x").id("a/step").parent("a")));
        approval("a", "a/ask");
        approval("a/step", "a/step/ask");

        for (String path : new String[] {"/api/v1/approvals/a%2Fask", "/api/v1/approvals/a%2Fstep%2Fask"}) {
            refused("POST", path, APPROVE, ben, "acts on own tasks only");
            fixture.call("POST", path, APPROVE, ann, 200);
        }
    }

    @Test
    void aTaskThatCameAfterAnApprovalGivesNoRightToIt() throws Exception {
        approval("later", "later/ask");
        Instant asked =
                get(fixture.fleet.task("later/ask")).orElseThrow().summary().submittedAt();
        await().until(() -> Instant.now().isAfter(asked.plusMillis(1)));
        fixture.call("PUT", "/api/v1/tasks/later", TASK, ann, 201);

        refused("POST", "/api/v1/approvals/later%2Fask", APPROVE, ann, "acts on own tasks only");
        fixture.call("POST", "/api/v1/approvals/later%2Fask", APPROVE, key("ben", Role.OPERATOR), 200);
    }

    @Test
    void theTasksOfAParentThatDoesNotExistAreNotCancelledByItsId() throws Exception {
        get(fixture.fleet.submitTask(Task.of("x").id("run/a").parent("run")));

        fixture.call("DELETE", "/api/v1/tasks/run", "", ben, 404);

        assertThat(status("run%2Fa")).isEqualTo("QUEUED");
    }

    @Test
    void whoSubmitsTheApprovalOfTheRunOfAnotherMayNotGiveIt() throws Exception {
        fixture.call("PUT", "/api/v1/runs/r", RUN, key("olga", Role.OPERATOR), 201);
        String task = new JsonObject()
                .put("prompt", "May I?")
                .put("parent", "r")
                .put("type", Workflows.APPROVAL_TYPE)
                .encode();
        fixture.call("PUT", "/api/v1/tasks/r%2Fask", task, ben, 201);

        refused("POST", "/api/v1/approvals/r%2Fask", APPROVE, ben, "acts on own tasks only");
    }

    private void approval(String parent, String id) throws Exception {
        get(fixture.fleet.submitTask(Task.of("May I?")
                .id(id)
                .parent(parent)
                .type(Workflows.APPROVAL_TYPE)
                .placement(Placement.worker(id))));
    }
}
