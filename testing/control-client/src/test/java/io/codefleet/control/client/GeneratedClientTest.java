package io.codefleet.control.client;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.control.auth.Role;
import io.codefleet.control.client.api.AccessApi;
import io.codefleet.control.client.api.FleetApi;
import io.codefleet.control.client.api.RunsApi;
import io.codefleet.control.client.api.TasksApi;
import io.codefleet.control.client.api.WorkersApi;
import io.codefleet.control.client.model.Agreement;
import io.codefleet.control.client.model.ApiKey;
import io.codefleet.control.client.model.ConsensusRules;
import io.codefleet.control.client.model.CreateKeyRequest;
import io.codefleet.control.client.model.NewConsensus;
import io.codefleet.control.client.model.NewRun;
import io.codefleet.control.client.model.NewTask;
import io.codefleet.control.client.model.NewTaskLimits;
import io.codefleet.control.client.model.Outcome;
import io.codefleet.control.client.model.Run;
import io.codefleet.control.client.model.SubmittedTask;
import io.codefleet.control.client.model.TaskDetail;
import io.codefleet.control.client.model.TaskList;
import io.codefleet.control.client.model.TaskStatus;
import io.codefleet.control.client.model.TaskSummary;
import io.codefleet.control.client.model.Voter;
import io.codefleet.testing.VertxExtension;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that a generator has made of the OpenAPI document, against a real control plane below a path. */
class GeneratedClientTest {
    @RegisterExtension
    final VertxExtension vertx = new VertxExtension();

    private CodefleetClient fleet;
    private ControlServer control;
    private ApiClient client;
    private TasksApi tasks;

    @BeforeEach
    void start() throws Exception {
        fleet = get(Codefleet.connect(vertx.get(), CodefleetOptions.of("memory:" + UUID.randomUUID())));
        control = ControlServer.on(
                vertx.get(),
                fleet,
                ControlOptions.builder().pathPrefix("/fleet").build());
        String address = control.address(get(control.listen(0)));
        client = client(
                address,
                get(control.keys().issue("ann", Role.ADMIN, Optional.empty())).token());
        tasks = new TasksApi(client);
    }

    @AfterEach
    void stop() throws Exception {
        get(control.close());
        get(fleet.close());
    }

    private static ApiClient client(String address, String key) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(address);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + key));
        return client;
    }

    private void startWorker() throws Exception {
        get(fleet.worker(WorkerOptions.create().id("worker-a"))
                .handle("general", attempt -> Future.succeededFuture(TaskResult.text("four")))
                .start());
    }

    private static NewTask task(String prompt) {
        return new NewTask().prompt(prompt);
    }

    @Test
    void aTaskIsSubmittedReadListedAndCancelled() throws Exception {
        long before = Instant.now().toEpochMilli();
        NewTask given = task("What is 2 + 2?")
                .tags(java.util.Map.of("team", "blue"))
                .limits(new NewTaskLimits().deadlineMs(5_184_000_000L));
        SubmittedTask submitted = tasks.submitTask(
                TasksApi.APISubmitTaskRequest.newBuilder().newTask(given).build());

        TaskDetail found = tasks.getTask(
                TasksApi.APIGetTaskRequest.newBuilder().id(submitted.getId()).build());
        assertThat(found.getStatus()).isEqualTo(TaskStatus.QUEUED);
        assertThat(found.getTags()).containsEntry("team", "blue");
        assertThat(found.getSubmittedAt()).isGreaterThanOrEqualTo(before);

        TaskList list = tasks.listTasks(TasksApi.APIListTasksRequest.newBuilder()
                .tag(List.of("team=blue"))
                .status(List.of(TaskStatus.QUEUED, TaskStatus.RUNNING))
                .since(before)
                .build());
        assertThat(list.getItems()).extracting(TaskSummary::getId).containsExactly(submitted.getId());

        tasks.cancelTask(
                TasksApi.APICancelTaskRequest.newBuilder().id(submitted.getId()).build());
        assertThat(outcome(submitted.getId()).getStatus()).isEqualTo(TaskStatus.CANCELLED);
    }

    private Outcome outcome(String id) throws ApiException {
        return tasks.getOutcome(TasksApi.APIGetOutcomeRequest.newBuilder()
                .id(id)
                .prefer("wait=30")
                .build());
    }

    @Test
    void theOutcomeIsWaitedFor() throws Exception {
        String id = tasks.submitTask(TasksApi.APISubmitTaskRequest.newBuilder()
                        .newTask(task("What is 2 + 2?"))
                        .build())
                .getId();
        Outcome none = tasks.getOutcome(
                TasksApi.APIGetOutcomeRequest.newBuilder().id(id).build());
        assertThat(none.getStatus()).isEqualTo(TaskStatus.QUEUED);
        startWorker();
        Outcome outcome = outcome(id);
        assertThat(outcome.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(String.valueOf(outcome.getResult())).contains("four");
        assertThat(new WorkersApi(client).listWorkers().getItems()).hasSize(1);
        assertThat(new FleetApi(client).getMetrics().toString()).isNotEmpty();
    }

    @Test
    void aConsensusIsCountedByRules() throws Exception {
        get(Workflows.on(fleet).driver(WorkerOptions.create().id("driver")).start());
        get(Workflows.on(fleet)
                .consensusDriver(WorkerOptions.create().id("panel"))
                .start());
        startWorker();
        NewConsensus consensus = new NewConsensus()
                .question(task("What is 2 + 2?"))
                .voters(List.of(new Voter().model("a/x"), new Voter().model("b/y")))
                .agreement(new Agreement().by(Agreement.ByEnum.ANSWER))
                .rules(new ConsensusRules()
                        .minAgreement(BigDecimal.valueOf(0.6))
                        .ties(ConsensusRules.TiesEnum.FIRST_VOTER));
        RunsApi runs = new RunsApi(client);
        String id = runs.submitRun(RunsApi.APISubmitRunRequest.newBuilder()
                        .newRun(new NewRun().consensus(consensus))
                        .build())
                .getId();
        assertThat(outcome(id).getStatus()).isEqualTo(TaskStatus.COMPLETED);
        Run run = runs.getRun(RunsApi.APIGetRunRequest.newBuilder().id(id).build());
        assertThat(String.valueOf(run.getOutputs())).contains("decision=four", "agreed=true");
    }

    @Test
    void anErrorIsAProblemDocument() {
        ApiException failure = catchThrowableOfType(
                ApiException.class,
                () -> tasks.getTask(
                        TasksApi.APIGetTaskRequest.newBuilder().id("nothing").build()));
        assertThat(failure.getCode()).isEqualTo(404);
        assertThat(failure.getResponseBody()).contains("/fleet/api/v1/problems/task-not-found");
    }

    @Test
    void aKeyIsCreatedUsedAndRevoked() throws Exception {
        AccessApi access = new AccessApi(client);
        ApiKey key = access.createKey(AccessApi.APICreateKeyRequest.newBuilder()
                .createKeyRequest(new CreateKeyRequest().owner("build-7").role(CreateKeyRequest.RoleEnum.OBSERVER))
                .build());
        AccessApi other = new AccessApi(client(client.getBaseUri(), key.getKey()));
        assertThat(other.getMe().getActor()).isEqualTo("build-7#" + key.getId());
        assertThat(key.getExpiresAt()).isGreaterThan(Instant.now().toEpochMilli());
        assertThat(access.revokeKey(AccessApi.APIRevokeKeyRequest.newBuilder()
                                .id(key.getId())
                                .build())
                        .getStillAcceptedIn())
                .isEmpty();
        assertThat(catchThrowableOfType(ApiException.class, other::getMe).getCode())
                .isEqualTo(401);
    }

    @Test
    void aKeyForANamespaceOfOthersIsRefused() {
        AccessApi access = new AccessApi(client);
        CreateKeyRequest request = new CreateKeyRequest()
                .owner("build-7")
                .role(CreateKeyRequest.RoleEnum.OBSERVER)
                .alsoIn(List.of("team-b"));
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> access.createKey(AccessApi.APICreateKeyRequest.newBuilder()
                        .createKeyRequest(request)
                        .build()));
        assertThat(refused.getCode()).isEqualTo(403);
        assertThat(refused.getResponseBody()).contains("/alsoIn");
    }
}
