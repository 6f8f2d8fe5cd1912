package io.codefleet.broker.tck;

import io.codefleet.AttemptInfo;
import io.codefleet.FleetEvent;
import io.codefleet.FleetStats;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskSummary;
import io.codefleet.broker.FollowReply;
import io.codefleet.broker.SubmitReply;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Texts of what a broker answers, without times, tokens and cursors, which differ from broker to broker. */
final class BrokerViews {
    private BrokerViews() {}

    static String view(SubmitReply reply) {
        if (reply instanceof SubmitReply.Ended ended) {
            return "ended " + view(ended.outcome());
        }
        return reply instanceof SubmitReply.Refused refused
                ? "refused " + refused.reason().getClass().getSimpleName()
                : "accepted";
    }

    static String view(FollowReply reply) {
        Map<String, String> ended = new TreeMap<>();
        reply.ended().forEach(outcome -> ended.put(outcome.taskId(), view(outcome)));
        return ended + " unknown " + new TreeSet<>(reply.unknown());
    }

    static String view(Outcome outcome) {
        String what;
        if (outcome instanceof Outcome.Completed completed) {
            what = completed.result().text();
        } else if (outcome instanceof Outcome.Failed failed) {
            what = failed.error().kind() + " " + failed.error().message();
        } else {
            what = ((Outcome.Cancelled) outcome).reason();
        }
        return outcome.status() + " " + outcome.attempts() + " " + what + " for " + outcome.usage();
    }

    static String view(TaskInfo info) {
        TaskSummary summary = info.summary();
        return summary.id() + " " + summary.type() + " " + summary.status() + " p" + summary.priority() + " "
                + summary.requiredCapabilities() + " attempt " + summary.attempt() + " failures " + summary.failures()
                + " on " + summary.workerId() + " started "
                + summary.startedAt().isPresent() + " finished "
                + summary.finishedAt().isPresent() + " due " + summary.dueAt().isPresent() + " in "
                + summary.parentId() + " cancel " + summary.cancelRequested() + " " + summary.labels() + " cost "
                + summary.cost() + " outcome "
                + info.outcome().map(BrokerViews::view) + " said "
                + info.progress().map(Progress::text) + " history "
                + info.history().stream().map(BrokerViews::view).toList() + " " + view(info.task());
    }

    static String view(Task task) {
        return task.prompt() + " " + task.delay() + " " + task.placement();
    }

    static String view(AttemptInfo attempt) {
        return attempt.attempt() + " " + attempt.workerId() + " " + attempt.end() + " "
                + attempt.error().map(error -> error.kind() + " " + error.message()) + " for " + attempt.usage();
    }

    static String view(FleetStats stats) {
        List<String> lanes = stats.lanes().stream()
                .map(lane -> lane.type() + lane.requiredCapabilities() + lane.workerId() + " " + lane.queued() + " by "
                        + lane.servingWorkers())
                .sorted()
                .toList();
        return "queued " + stats.queued() + " parked " + stats.waitingForPermit() + " delayed " + stats.delayed()
                + " running "
                + stats.running()
                + " submitted "
                + stats.submitted() + " completed " + stats.completed() + " failed " + stats.failed() + " cancelled "
                + stats.cancelled() + " workers " + stats.workers() + " paused " + stats.paused() + " lanes " + lanes;
    }

    static String subject(FleetEvent event) {
        return event instanceof FleetEvent.TaskEvent task ? task.taskId() : ((FleetEvent.WorkerEvent) event).workerId();
    }

    static String view(FleetEvent event) {
        return event instanceof FleetEvent.TaskEvent task
                ? task.kind() + " " + task.taskType() + " " + task.attempt() + " " + task.workerId()
                : ((FleetEvent.WorkerEvent) event).kind().toString();
    }
}
