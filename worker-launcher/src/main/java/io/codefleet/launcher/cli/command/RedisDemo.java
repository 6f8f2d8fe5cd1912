package io.codefleet.launcher.cli.command;

import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.TaskHandle;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.launcher.cli.output.OutcomeText;
import io.codefleet.launcher.cli.output.Style;
import io.codefleet.launcher.cli.output.Table;
import io.codefleet.launcher.cli.output.Text;
import io.codefleet.launcher.config.BrokerAddress;
import io.codefleet.launcher.demo.ChildProcess;
import io.codefleet.launcher.demo.DemoTask;
import io.codefleet.launcher.demo.RedisProcess;
import io.codefleet.launcher.demo.SampleProject;
import io.codefleet.time.DurationText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The demo on Redis: two worker processes with different capabilities, and some tasks for each. */
final class RedisDemo {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final List<String> CAPABILITIES = List.of("java", "docs");
    private static final int TASKS_EACH = 2;

    private final CommandContext around;
    private final DemoPlan plan;
    private final Optional<String> broker;
    private final String namespace = "demo-" + UUID.randomUUID();
    private final DemoText text;

    RedisDemo(CommandContext around, DemoPlan plan, Optional<String> broker) {
        this.around = around;
        this.plan = plan;
        this.broker = broker;
        this.text = new DemoText(around.terminal());
    }

    int run() {
        Optional<RedisProcess> own = broker.isPresent() ? Optional.empty() : Optional.of(startRedis());
        CodefleetOptions options =
                BrokerAddress.options(own.map(RedisProcess::uri).orElseGet(broker::orElseThrow), namespace);
        try (DemoStage stage = DemoStage.set(plan);
                FleetSession session = FleetSession.open(options)) {
            return withWorkers(stage, session.fleet(), options);
        } finally {
            own.ifPresent(RedisProcess::close);
        }
    }

    private RedisProcess startRedis() {
        text.step("Starting Redis on a free port");
        try {
            RedisProcess redis = RedisProcess.start();
            await(redis.process());
            return redis;
        } catch (IOException e) {
            throw new CommandFailure(
                    "there is no redis-server on the PATH; install Redis, "
                            + "or name a running one with --broker redis://host:6379",
                    e);
        }
    }

    private int withWorkers(DemoStage stage, CodefleetClient fleet, CodefleetOptions options) {
        text.step("Starting two workers, for " + String.join(" and for ", CAPABILITIES));
        List<ChildProcess> workers = new ArrayList<>();
        List<SampleProject> projects = new ArrayList<>();
        try {
            for (String capability : CAPABILITIES) {
                workers.add(startWorker(stage, options, capability));
            }
            workers.forEach(RedisDemo::await);
            return show(stage, fleet, projects);
        } catch (IOException e) {
            throw new CommandFailure("a worker could not be started: " + e.getMessage(), e);
        } finally {
            workers.parallelStream().forEach(ChildProcess::close);
            projects.forEach(SampleProject::close);
            FleetSession.await(fleet.purge(TaskQuery.ALL).otherwise(0L));
        }
    }

    private ChildProcess startWorker(DemoStage stage, CodefleetOptions options, String capability) throws IOException {
        List<String> command = new ArrayList<>(SelfExecutable.command());
        command.addAll(List.of("worker", "--id", capability + "-worker", "--capability", capability));
        command.addAll(List.of("--opencode", plan.opencode()));
        command.addAll(List.of("--workspace-root", stage.projects().toString()));
        command.addAll(List.of("--state-dir", stage.folder().resolve(capability).toString()));
        plan.model().ifPresent(model -> command.addAll(List.of("--model", model)));
        stage.openCodeConfig().ifPresent(file -> command.addAll(List.of("--opencode-config", file.toString())));
        Map<String, String> environment = Map.of(
                BrokerFlags.BROKER_VARIABLE, options.uri().toString(), BrokerFlags.NAMESPACE_VARIABLE, namespace);
        return ChildProcess.start(capability + "-worker", command, environment, "worker started");
    }

    private static void await(ChildProcess process) {
        try {
            process.ready().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new CommandFailure(String.valueOf(cause == null ? null : cause.getMessage()), e);
        } catch (TimeoutException e) {
            throw new CommandFailure("a process of the demo was not ready within " + START_LIMIT.toSeconds() + " s", e);
        }
    }

    private int show(DemoStage stage, CodefleetClient fleet, List<SampleProject> projects) {
        List<DemoTask> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS_EACH; i++) {
            SampleProject project = SampleProject.unpack(stage.projects());
            projects.add(project);
            tasks.add(DemoTask.fix("java", project.folder()));
            tasks.add(DemoTask.explain("docs", project.folder()));
        }
        text.step("Submitting " + tasks.size() + " tasks, " + TASKS_EACH + " for each worker");
        List<TaskHandle> handles = FleetSession.await(
                fleet.submitTasks(tasks.stream().map(DemoTask::task).toList()));
        List<Outcome> outcomes = new ArrayList<>();
        for (TaskHandle handle : handles) {
            outcomes.add(FleetSession.await(handle.outcome(), LIMIT)
                    .orElseThrow(() ->
                            new CommandFailure("a task of the demo did not end within " + DurationText.format(LIMIT))));
        }
        print(fleet, tasks, outcomes);
        text.changes(projects.get(0));
        return outcomes.stream().allMatch(outcome -> outcome.status() == TaskStatus.COMPLETED)
                ? ExitCode.OK
                : ExitCode.TASK_FAILED;
    }

    private void print(CodefleetClient fleet, List<DemoTask> tasks, List<Outcome> outcomes) {
        Table table = new Table(around.terminal().outStyle(), "REQUIRES", "RAN ON", "STATUS", "TOOK", "ANSWER");
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            String worker = FleetSession.await(fleet.task(outcome.taskId()))
                    .flatMap(info -> info.summary().workerId())
                    .orElse("-");
            boolean completed = outcome.isCompleted();
            table.row(
                            tasks.get(i).capability(),
                            worker,
                            outcome.status().name().toLowerCase(Locale.ROOT),
                            completed
                                    ? DurationText.format(
                                            outcome.resultOrThrow().duration())
                                    : "-",
                            Text.brief(
                                    completed
                                            ? outcome.resultOrThrow().text()
                                            : new OutcomeText(Style.NONE).ending(outcome),
                                    80))
                    .paint(2, status -> around.terminal().outStyle().status(outcome.status()));
        }
        text.line("");
        table.lines().forEach(text::line);
    }
}
