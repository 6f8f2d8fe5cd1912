package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Schedule;
import io.codefleet.Task;
import io.codefleet.agent.test.E2e;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FreePort;
import io.codefleet.testing.FutureResults;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as people and scripts run them, on a real Redis, with a worker that needs no agent. */
class CommandsIT {
    private static RedisTestServer redis;

    @TempDir
    Path folder;

    private final String namespace = "commands-" + UUID.randomUUID();
    private final List<LauncherProcess> started = new ArrayList<>();
    private final CodefleetClient fleet =
            FutureResults.get(Codefleet.connect(CodefleetOptions.of(redis.uri()).namespace(namespace)));

    @BeforeAll
    static void startRedis() {
        redis = RedisTestServer.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @AfterEach
    void endProcesses() {
        started.forEach(LauncherProcess::close);
        FutureResults.get(fleet.close().map(true));
    }

    private LauncherProcess run(String... arguments) {
        return begin(arguments).ended();
    }

    private LauncherProcess begin(String... arguments) {
        return begin(Map.of("CODEFLEET_BROKER", redis.uri(), "CODEFLEET_NAMESPACE", namespace), arguments);
    }

    private LauncherProcess begin(Map<String, String> environment, String... arguments) {
        LauncherProcess process = LauncherProcess.jar(folder, environment, arguments);
        started.add(process);
        return process;
    }

    private void startEchoWorker() {
        FutureResults.get(EchoWorkerMain.start(fleet, "echo", 2));
    }

    private static void assertRefused(LauncherProcess command, String... words) {
        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.out()).isEmpty();
        assertThat(command.err()).startsWith("codefleet: ").hasLineCount(1).contains(words);
    }

    @Test
    void aTaskIsSubmittedAndItsAnswerIsStandardOutput() {
        startEchoWorker();

        LauncherProcess submit = run("submit", "hällo", "--id", "t/1", "--priority", "9");

        assertThat(submit.exitCode()).as(submit.err()).isZero();
        assertThat(submit.out()).isEqualTo("echo hällo\n");

        assertThat(run("task", "t/1").out())
                .contains("t/1  completed", "prompt     hällo", "attempt 1  echo, completed");
        JsonObject task = new JsonObject(run("task", "t/1", "--json").out());
        assertThat(task.getString("status")).isEqualTo("COMPLETED");
        assertThat(task.getJsonObject("task").getInteger("priority")).isEqualTo(9);
        assertThat(run("tasks").out()).contains("t/1", "completed", "echo");
        JsonObject tasks =
                new JsonObject(run("tasks", "--json", "--status", "completed").out());
        assertThat(tasks.getJsonArray("tasks").getJsonObject(0).getString("id")).isEqualTo("t/1");
        assertThat(run("workers").out()).contains("echo", "online");
        JsonObject workers = new JsonObject(run("workers", "--json").out());
        assertThat(workers.getJsonArray("workers").getJsonObject(0).getString("id"))
                .isEqualTo("echo");
        assertThat(run("stats").out()).contains("1 completed");
    }

    @Test
    void tasksAreFoundByTagAndSubmitter() {
        run("submit", "x", "--no-wait", "--id", "a", "--as", "ann", "--tag", "team=core", "--tag", "env=é");
        run("submit", "x", "--no-wait", "--id", "b", "--as", "ben", "--tag", "team=core");

        assertThat(ids("--tag", "team=core")).containsExactly("b", "a");
        assertThat(ids("--tag", "team=core", "--tag", "env=é")).containsExactly("a");
        assertThat(ids("--submitter", "ben")).containsExactly("b");
        assertThat(run("task", "a").out()).contains("tags       env=é, team=core", "by ann");
        assertRefused(run("submit", "x", "--tag", "team"), "--tag", "key=value");
    }

    private List<String> ids(String... filters) {
        LauncherProcess list = run(
                Stream.concat(Stream.of("tasks", "--json"), Stream.of(filters)).toArray(String[]::new));
        assertThat(list.exitCode()).as(list.err()).isZero();
        return new JsonObject(list.out())
                .getJsonArray("tasks").stream()
                        .map(task -> ((JsonObject) task).getString("id"))
                        .toList();
    }

    @Test
    void jsonIsAllThereIsOnStandardOutput() {
        startEchoWorker();

        LauncherProcess submit = run("submit", "hello", "--json");

        assertThat(submit.exitCode()).isZero();
        assertThat(submit.out()).hasLineCount(1);
        JsonObject outcome = new JsonObject(submit.out());
        assertThat(outcome.getString("status")).isEqualTo("COMPLETED");
        assertThat(outcome.getJsonObject("result").getString("text")).isEqualTo("echo hello");
    }

    @Test
    void aTaskWithoutASuitableWorkerIsReported() {
        LauncherProcess submit = run("submit", "x", "--id", "t1", "--requires", "gpu", "--timeout", "4s");

        assertThat(submit.exitCode()).isEqualTo(4);
        assertThat(submit.out()).isEmpty();
        assertThat(submit.err()).contains("no present worker can serve it", "codefleet cancel t1");
        assertThat(run("task", "t1").out()).contains("queued", "no present worker can serve it", "--capability gpu");
        assertThat(new JsonObject(run("task", "t1", "--json").out()).getInteger("servingWorkers"))
                .isZero();
        assertThat(run("stats").out())
                .contains("gpu", "nobody", "1 task waits in a lane that no present worker serves");
        assertThat(new JsonObject(run("stats", "--json").out()).getInteger("unservable"))
                .isEqualTo(1);
        JsonObject pool = new JsonObject(run("stats", "--json").out())
                .getJsonArray("scaling")
                .getJsonObject(0);
        assertThat(pool.getString("name")).isEqualTo("general|gpu");
        assertThat(pool.getInteger("desiredWorkers")).isEqualTo(1);
    }

    @Test
    void aCancelledTaskEndsTheWaitWithThree() {
        LauncherProcess submit = begin("submit", "x", "--id", "t1", "--requires", "gpu");
        E2e.eventually(() -> assertThat(submit.err()).contains("queued"));

        assertThat(run("cancel", "t1", "--reason", "enough").out()).isEqualTo("task t1 is cancelled\n");

        assertThat(submit.exitCode()).isEqualTo(3);
        assertThat(submit.err()).contains("cancelled: enough");
        assertThat(run("cancel", "t1").out()).contains("had ended already");
    }

    @Test
    void aPausedNamespaceHandsOutNothingUntilItIsResumed() {
        assertThat(run("pause", "--as", "ann").out()).isEqualTo("the namespace is paused; workers get no tasks\n");
        run("submit", "x", "--id", "t1", "--no-wait");

        assertThat(run("stats").out()).contains("paused: no task is handed out");
        assertThat(run("task", "t1").out()).contains("paused");
        assertThat(run("audit", "--actor", "ann").out()).contains("paused");

        assertThat(run("resume").out()).isEqualTo("the namespace is resumed; workers get tasks again\n");
        assertThat(run("stats").out()).doesNotContain("paused");
    }

    @Test
    void aScheduleIsListedPausedAndRun() {
        assertThat(run("schedules").err()).isEqualTo("no schedules; applications define them\n");
        Task template = Task.of("Update the dependencies").type("echo");
        FutureResults.get(fleet.schedule(
                Schedule.cron("0 3 * * *", ZoneId.of("Europe/Berlin"), template).named("nightly")));

        assertThat(run("schedules").out()).contains("nightly", "0 3 * * * Europe/Berlin", "echo");
        assertThat(run("schedules", "pause", "nightly").out()).isEqualTo("schedule nightly is paused\n");
        assertThat(run("schedules").out()).contains("paused");
        assertThat(new JsonObject(run("schedules", "--json").out())
                        .getJsonArray("schedules")
                        .getJsonObject(0)
                        .getBoolean("paused"))
                .isTrue();
        String id = run("schedules", "run", "nightly").out().strip();
        assertThat(run("task", id).out()).contains("Update the dependencies");

        assertThat(run("schedules", "resume", "nightly").out()).isEqualTo("schedule nightly is resumed\n");
        assertThat(run("schedules").out()).doesNotContain("paused");
        assertRefused(run("schedules", "pause", "nigthly"), "nigthly");
    }

    @Test
    void theAuditShowsActorsAndActions() {
        run("submit", "x", "--id", "t1", "--no-wait", "--as", "ann");
        run("cancel", "t1", "--as", "ben@desk");

        assertThat(run("audit").out().lines().skip(1))
                .satisfiesExactly(
                        line -> assertThat(line).contains("ben@desk", "cancelled", "t1"),
                        line -> assertThat(line).contains("ann", "submitted", "t1"));
        assertThat(run("audit", "--actor", "ann").out()).contains("ann").doesNotContain("ben");
        assertThat(run("audit", "--action", "cancelled", "--within", "1h").out())
                .contains("ben@desk")
                .doesNotContain("ann");
        JsonObject json = new JsonObject(run("audit", "--of", "t1", "--json").out());
        assertThat(json.getJsonArray("entries").getJsonObject(0).getString("action"))
                .isEqualTo("CANCELLED");
        assertThat(run("audit", "--of", "other").err()).isEqualTo("nothing was done, as far as is kept\n");
    }

    @Test
    void withoutWaitingTheIdIsTheAnswer() {
        assertThat(run("submit", "x", "--id", "t1", "--no-wait").out()).isEqualTo("t1\n");
        assertRefused(run("submit", "other", "--id", "t1", "--no-wait"), "t1", "other content");
    }

    @Test
    void aSubmitOfUnknownEndNamesTheIdThatIsSafe() {
        LauncherProcess submit = run("submit", "x", "--no-wait", "--broker", redis.uri() + "?waitReplicas=1");

        assertThat(submit.exitCode()).isEqualTo(2);
        Matcher safe = Pattern.compile("the same command with --id (\\S+) submits it once")
                .matcher(submit.err());
        assertThat(safe.find()).as(submit.err()).isTrue();
        assertThat(run("submit", "x", "--no-wait", "--id", safe.group(1)).out()).isEqualTo(safe.group(1) + "\n");
        assertThat(run("tasks").out().lines().filter(line -> line.contains("queued")))
                .hasSize(1);
    }

    @Test
    void anUnknownTaskIsNamed() {
        assertRefused(run("task", "nope"), "no task nope in this namespace");
        assertRefused(run("cancel", "nope"), "no task nope in this namespace");
    }

    @Test
    void anUnreachableBrokerIsReportedWithARemedy() throws Exception {
        int port = FreePort.find();
        for (String command : List.of("stats", "worker")) {
            assertRefused(
                    run(command, "--broker", "redis://127.0.0.1:" + port),
                    "127.0.0.1:" + port,
                    "--broker or CODEFLEET_BROKER");
        }
    }

    @Test
    void aWrongPasswordIsReportedAndNotEchoed() {
        try (RedisTestServer guarded = RedisTestServer.start(RedisTestOptions.DEFAULTS.withPassword("right"))) {
            LauncherProcess stats = begin(
                            Map.of("CODEFLEET_BROKER", "redis://:wr0ng@127.0.0.1:" + guarded.port()), "stats")
                    .ended();

            assertRefused(stats, "127.0.0.1:" + guarded.port());
            assertThat(stats.err()).containsIgnoringCase("password").doesNotContain("wr0ng");
        }
    }

    @Test
    void deadLettersAreListedReplayedAndPurged() {
        for (String id : List.of("d1", "d2")) {
            run("submit", "x", "--id", id, "--no-wait", "--queue-timeout", "10ms");
        }
        E2e.eventually(() -> assertThat(run("dead-letters").out()).contains("d1", "d2", "QUEUE_TIMEOUT"));
        assertThat(run("dead-letters", "show", "d1").out()).contains("d1  failed");

        startEchoWorker();
        assertThat(run("dead-letters", "replay", "d1", "--prompt", "y").out()).isEqualTo("d1~1\n");
        E2e.eventually(() -> assertThat(run("task", "d1~1").out()).contains("echo y"));
        LauncherProcess all = run("dead-letters", "replay", "--all");
        assertThat(all.exitCode()).isEqualTo(2);
        assertThat(all.out()).isEqualTo("d2~1\n");
        assertThat(all.err()).contains("d1: ").contains("d1~1");
        assertThat(run("dead-letters", "purge", "--all").out()).isEqualTo("2 dead letters are deleted\n");
        assertThat(run("dead-letters", "--limit", "1001").err()).isEqualTo("no dead letters\n");
    }
}
