package io.codefleet.launcher.cli.command;

import io.codefleet.DocumentOwner;
import io.codefleet.FleetStats;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.json.InfoJson;
import io.codefleet.json.TranscriptJson;
import io.codefleet.launcher.cli.output.TaskText;
import io.codefleet.launcher.cli.output.Text;
import io.codefleet.launcher.cli.output.TranscriptText;
import io.codefleet.transcript.Transcript;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one task. */
@Command(
        name = "task",
        sortOptions = false,
        description = {
            "Shows one task: its state, its attempts, its result or error.",
            "Says why a task waits, for example because no worker serves it.",
            "With --transcript, shows the steps of an attempt: texts, tools, models, approvals."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet task 2f1c8f0e-…                  its state",
            "  codefleet task nightly/review --json | jq .outcome.result.text",
            "  codefleet task nightly/review --transcript --attempt 1"
        })
final class TaskCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(names = "--json", description = "Print it as JSON, whole.")
    private boolean json;

    @Option(
            names = "--transcript",
            description = "Show what the agent did in an attempt, in place of the task: its steps in order.")
    private boolean transcript;

    @Option(
            names = "--attempt",
            paramLabel = "N",
            description = "With --transcript: which attempt, from 1. Default: the last one that has a transcript.")
    private @Nullable Integer attempt;

    @Option(names = "--markdown", description = "With --transcript: print it as Markdown.")
    private boolean markdown;

    @Parameters(paramLabel = "ID", description = "The task's id.")
    private String id = "";

    TaskCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if ((markdown || attempt != null) && !transcript) {
            throw new CommandFailure("--markdown and --attempt are about a transcript; add --transcript");
        }
        if (markdown && json) {
            throw new CommandFailure("--markdown and --json exclude each other; leave one out");
        }
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            TaskInfo info =
                    FleetSession.await(session.fleet().task(id)).orElseThrow(() -> new TaskNotFoundException(id));
            if (transcript) {
                print(transcript(session, info));
                return ExitCode.OK;
            }
            boolean waits = info.status() == TaskStatus.QUEUED || info.status() == TaskStatus.DELAYED;
            print(info, waits ? Optional.of(FleetSession.await(session.fleet().stats())) : Optional.empty());
        }
        return ExitCode.OK;
    }

    private void print(TaskInfo info, Optional<FleetStats> stats) {
        Optional<String> reason = stats.flatMap(now -> WaitReason.of(info, now));
        if (json) {
            JsonObject complete = InfoJson.encode(info);
            stats.filter(now -> info.status() == TaskStatus.QUEUED)
                    .flatMap(now -> WaitReason.lane(info, now))
                    .ifPresent(lane -> complete.put("servingWorkers", lane.servingWorkers()));
            reason.ifPresent(why -> complete.put("waits", why));
            around.terminal().out().println(complete.encode());
        } else {
            new TaskText(around.terminal().outStyle())
                    .details(info, reason, Instant.now())
                    .forEach(around.terminal().out()::println);
        }
    }

    private Transcript transcript(FleetSession session, TaskInfo info) {
        int last = attempt == null ? info.summary().attempt() : attempt;
        int first = attempt == null ? last - DocumentOwner.MAX_ATTEMPTS + 1 : last;
        for (int each = last; each >= Math.max(1, first); each--) {
            Optional<Transcript> found = FleetSession.await(session.fleet().transcript(id, each));
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new CommandFailure("task " + id + " has no transcript"
                + (attempt == null ? "" : " of attempt " + attempt)
                + "; workers record them unless sessions.transcripts is false");
    }

    private void print(Transcript shown) {
        PrintStream out = around.terminal().out();
        if (json) {
            out.println(TranscriptJson.encode(shown).encode());
        } else if (markdown) {
            out.print(Text.safe(shown.toMarkdown()));
        } else {
            new TranscriptText(around.terminal().outStyle()).lines(shown).forEach(out::println);
        }
    }
}
