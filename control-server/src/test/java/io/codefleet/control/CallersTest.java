package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.Document;
import io.codefleet.Placement;
import io.codefleet.RetryPolicy;
import io.codefleet.Schedule;
import io.codefleet.Task;
import io.codefleet.WorkerOptions;
import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.control.alerts.Alert;
import io.codefleet.control.alerts.AlertRule;
import io.codefleet.control.alerts.AlertState;
import io.codefleet.control.alerts.AlertStore;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Role;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller does is theirs. */
class CallersTest {
    private ControlFixture fixture;
    private ApiKeys.IssuedKey ann;
    private ApiKeys.IssuedKey ben;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        ann = issue("ann");
        ben = issue("ben");
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private ApiKeys.IssuedKey issue(String owner) throws Exception {
        return get(fixture.control.keys().issue(owner, Role.ADMIN, Optional.empty()));
    }

    private List<AuditEntry> audit() throws Exception {
        return get(fixture.fleet.audit(AuditQuery.ALL.pageSize(200))).items();
    }

    @Test
    void aKeyOfANewerVersionIsRefusedWithThatReason() throws Exception {
        Document stored = get(fixture.fleet.documents().list("api-key")).stream()
                .filter(document -> document.name().equals(ben.key().id()))
                .findFirst()
                .orElseThrow();
        String newer = new JsonObject(stored.content()).put("v", 2).encode();
        get(fixture.fleet.documents().put(new Document("api-key", stored.name(), stored.version(), newer)));

        JsonObject answer = fixture.call("GET", "/api/v1/tasks", "", ben.token(), 502);

        assertThat(answer.getString("type")).endsWith("/unsupported-version");
        assertThat(answer.getString("detail")).contains("API key " + ben.key().id(), "version 2");
        fixture.call("GET", "/api/v1/tasks", "", ann.token(), 200);
    }

    @CanIgnoreReturnValue
    private String call(String method, String path, String body) throws Exception {
        HttpResponse<String> response = fixture.send(method, path, body, ann.token());
        assertThat(response.statusCode()).as("%s %s", method, path).isBetween(200, 299);
        return response.body();
    }

    @Test
    void theAuditNamesTheHolderOfTheKeyForAllThatTheApiChanges() throws Exception {
        get(fixture.fleet
                .worker(WorkerOptions.create().id("w"))
                .handle("fails", attempt -> Future.failedFuture("broken"))
                .start());
        call("POST", "/api/v1/tasks", "{\"prompt\": \"x\", \"requires\": [\"nobody\"]}");
        call("PUT", "/api/v1/tasks/a", "{\"prompt\": \"x\", \"requires\": [\"nobody\"]}");
        call("POST", "/api/v1/tasks/batch", "{\"tasks\": [{\"prompt\": \"x\", \"requires\": [\"nobody\"]}]}");
        call("DELETE", "/api/v1/tasks/a", "");
        call("PUT", "/api/v1/tasks/b", "{\"prompt\": \"x\", \"type\": \"fails\", \"retry\": {\"maxAttempts\": 1}}");
        get(fixture.fleet.handle("b").outcome());
        call("POST", "/api/v1/tasks/b/replay", "");
        call("PUT", "/api/v1/tasks/c", "{\"prompt\": \"x\", \"type\": \"bulk\", \"requires\": [\"nobody\"]}");
        call(
                "POST",
                "/api/v1/tasks/bulk",
                "{\"action\": \"cancel\", \"filter\": {\"type\": \"bulk\"}, \"expected\": 1}");
        call("POST", "/api/v1/workers/w/drain", "");
        decideApprovals();
        controlSchedule();
        silenceAlert();
        call("POST", "/api/v1/pause", "");
        call("POST", "/api/v1/resume", "");

        JsonObject created = new JsonObject(call("POST", "/api/v1/keys", "{\"owner\": \"x\", \"role\": \"observer\"}"));
        String key = created.getString("id");
        call("DELETE", "/api/v1/keys/" + key, "");

        // The keys of this test and the approvals were created by the control plane's own client.
        List<AuditEntry> entries = audit().stream()
                .filter(entry -> !entry.actor().equals(fixture.fleet.options().actor()))
                .toList();
        Map<AuditAction, String> actors = new TreeMap<>();
        entries.forEach(entry -> actors.put(entry.action(), entry.actor()));
        assertThat(actors.keySet())
                .contains(
                        AuditAction.SUBMITTED,
                        AuditAction.REPLAYED,
                        AuditAction.CANCELLED,
                        AuditAction.COMMANDED,
                        AuditAction.PAUSED,
                        AuditAction.RESUMED,
                        AuditAction.APPROVED,
                        AuditAction.REJECTED,
                        AuditAction.SCHEDULE_EDITED,
                        AuditAction.SCHEDULE_PAUSED,
                        AuditAction.SCHEDULE_RESUMED,
                        AuditAction.ALERT_ACKNOWLEDGED,
                        AuditAction.ALERT_SILENCED,
                        AuditAction.ALERT_UNSILENCED,
                        AuditAction.KEY_CREATED,
                        AuditAction.KEY_REVOKED);
        assertThat(entries)
                .extracting(AuditEntry::actor)
                .containsOnly("ann#" + ann.key().id());
        assertThat(entries)
                .filteredOn(entry -> entry.subjects().contains(key))
                .extracting(AuditEntry::detail)
                .containsOnly(Optional.of("owner=x;role=observer;namespaces=default"));
        assertThat(audit().toString()).doesNotContain(created.getString("key").split("_", -1)[2]);
    }

    private void controlSchedule() throws Exception {
        get(fixture.fleet.schedule(
                Schedule.cron("0 3 * * *", ZoneOffset.UTC, Task.of("tidy up")).named("nightly")));
        call("POST", "/api/v1/schedules/nightly/pause", "");
        call("POST", "/api/v1/schedules/nightly/pause", "");
        call("POST", "/api/v1/schedules/nightly/resume", "");
        call(
                "PUT",
                "/api/v1/schedules/nightly",
                "{\"timing\": {\"cron\": \"0 5 * * *\", \"zone\": \"UTC\"}, \"template\": {\"prompt\": \"tidy up\"}}");
        String task = new JsonObject(call("POST", "/api/v1/schedules/nightly/run", "")).getString("task");

        List<AuditEntry> entries =
                get(fixture.fleet.audit(AuditQuery.ALL.subject("nightly"))).items();
        assertThat(entries)
                .extracting(AuditEntry::action, entry -> entry.detail().orElse(""))
                .containsExactly(
                        tuple(AuditAction.SCHEDULE_EDITED, "changed=timing,template"),
                        tuple(AuditAction.SCHEDULE_RESUMED, ""),
                        tuple(AuditAction.SCHEDULE_PAUSED, ""));
        assertThat(get(fixture.fleet.audit(AuditQuery.ALL.subject(task))).items())
                .extracting(AuditEntry::action)
                .containsExactly(AuditAction.SUBMITTED);
    }

    private void silenceAlert() throws Exception {
        AlertStore alerts = new AlertStore(fixture.fleet.documents());
        get(alerts.put(Alert.builder("queue-length", AlertRule.QUEUE_LENGTH)
                .state(AlertState.FIRING)
                .build()));
        String path = "/api/v1/alerts/queue-length";
        call("POST", path + "/acknowledge", "");
        call("POST", path + "/acknowledge", "");
        call("POST", path + "/silence", "{\"durationMs\": 3600000}");
        call("DELETE", path + "/silence", "");

        List<AuditEntry> entries =
                get(fixture.fleet.audit(AuditQuery.ALL.subject("queue-length"))).items();
        assertThat(entries)
                .extracting(AuditEntry::action)
                .containsExactly(
                        AuditAction.ALERT_UNSILENCED, AuditAction.ALERT_SILENCED, AuditAction.ALERT_ACKNOWLEDGED);
        assertThat(entries.get(1).detail().orElseThrow()).matches("until=\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    /** Decides two approvals that a process of the fleet asks for. */
    private void decideApprovals() throws Exception {
        for (String step : List.of("yes", "no")) {
            get(fixture.fleet.submitTask(Task.of("may I?")
                    .id("run/" + step)
                    .parent("run")
                    .type(Workflows.APPROVAL_TYPE)
                    .placement(Placement.worker("run/" + step))
                    .retry(RetryPolicy.NONE)));
            call(
                    "POST",
                    "/api/v1/approvals/run%2F" + step,
                    "{\"approve\": " + step.equals("yes") + ", \"comment\": \"because\"}");
        }
    }

    @Test
    void theAuditIsFilteredByActionAndSubject() throws Exception {
        decideApprovals();
        JsonObject decisions = new JsonObject(call("GET", "/api/v1/audit?action=APPROVED,REJECTED", ""));
        assertThat(decisions.getJsonArray("items"))
                .extracting(each -> ((JsonObject) each).getString("action"))
                .containsExactly("REJECTED", "APPROVED");
        assertThat(decisions.getJsonArray("items"))
                .extracting(each -> ((JsonObject) each).getString("detail"))
                .containsExactly("because", "because");
        JsonObject ofTask = new JsonObject(call("GET", "/api/v1/audit?subject=run%2Fno", ""));
        assertThat(ofTask.getJsonArray("items"))
                .extracting(each -> ((JsonObject) each).getString("action"))
                .containsExactly("REJECTED", "SUBMITTED");
        long at = ofTask.getJsonArray("items").getJsonObject(0).getLong("at");
        assertThat(new JsonObject(call("GET", "/api/v1/audit?until=" + at + "&since=" + at, "")).getJsonArray("items"))
                .isEmpty();
        assertThat(new JsonObject(call("GET", "/api/v1/audit?since=" + at + "&until=" + (at + 1), ""))
                        .getJsonArray("items")
                        .toString())
                .contains("REJECTED");
    }

    @Test
    void aCallerSeesTheirNameAsTheAuditHasIt() throws Exception {
        JsonObject me = new JsonObject(
                fixture.send("GET", "/api/v1/me", "", ben.token()).body());
        assertThat(me.getString("actor")).isEqualTo("ben#" + ben.key().id());
        assertThat(me.getString("name")).isEqualTo("ben");
        assertThat(me.getBoolean("session")).isFalse();
    }

    private String submit(ApiKeys.IssuedKey caller, String key) throws Exception {
        return new JsonObject(
                        fixture.send(fixture.request("POST", "/api/v1/tasks", "{\"prompt\": \"x\"}", caller.token())
                                        .header("Idempotency-Key", key))
                                .body())
                .getString("id");
    }

    @Test
    void anIdempotencyKeyCountsForItsCallerWhicheverKeyTheyUse() throws Exception {
        String id = submit(ann, "nightly");
        assertThat(submit(ann, "nightly")).isEqualTo(id);
        assertThat(submit(issue("ann"), "nightly")).isEqualTo(id);
        assertThat(submit(ben, "nightly")).isNotNull().isNotEqualTo(id);
        assertThat(submit(ann, "other")).isNotEqualTo(id);
    }

    @Test
    void theUseOfAKeyIsShown() throws Exception {
        fixture.send("GET", "/api/v1/me", "", ben.token());
        String answer = fixture.send("GET", "/api/v1/keys", "", ann.token()).body();
        JsonObject key = new JsonObject(answer)
                .getJsonArray("items").stream()
                        .map(JsonObject.class::cast)
                        .filter(each -> each.getString("owner").equals("ben"))
                        .findFirst()
                        .orElseThrow();
        assertThat(key.getLong("lastUsedAt")).isPositive();
        assertThat(key.getJsonArray("namespaces")).containsExactly("default");
    }
}
