package io.codefleet.internal.client;

import io.codefleet.TaskQuery;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Broker;
import io.codefleet.error.NearestName;
import io.codefleet.error.WorkerNotFoundException;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The operations on the fleet that take more than one call of the broker. */
final class FleetCommands {
    private static final int PURGE_STEP = 500;

    private final BrokerLink link;

    FleetCommands(BrokerLink link) {
        this.link = link;
    }

    /** Sends a command to one worker. Fails with {@link WorkerNotFoundException}, which names the most similar id, if there is none. */
    Future<Void> command(String workerId, WorkerCommand command) {
        return link.ask(to -> to.command(Optional.of(workerId), command))
                .compose(reached -> reached > 0 ? Future.succeededFuture() : unknownWorker(workerId));
    }

    private Future<Void> unknownWorker(String workerId) {
        return link.ask(Broker::workers).compose(workers -> {
            List<String> present = workers.stream()
                    .filter(worker -> worker.state() != WorkerState.OFFLINE)
                    .map(WorkerInfo::id)
                    .toList();
            return Future.failedFuture(new WorkerNotFoundException(workerId, NearestName.of(workerId, present)));
        });
    }

    /** Sends a command to all workers; returns how many it reached. */
    Future<Integer> commandAll(WorkerCommand command) {
        return link.ask(to -> to.command(Optional.empty(), command));
    }

    /** Deletes those of these tasks that have failed, some at a time; returns how many. */
    Future<Integer> purgeDeadLetters(Collection<String> taskIds) {
        return purgeDeadLetters(List.copyOf(taskIds), 0, 0);
    }

    private Future<Integer> purgeDeadLetters(List<String> ids, int from, int before) {
        if (from >= ids.size()) {
            return Future.succeededFuture(before);
        }
        int to = Math.min(ids.size(), from + PURGE_STEP);
        return link.ask(broker -> broker.purgeDeadLetters(ids.subList(from, to)))
                .compose(deleted -> purgeDeadLetters(ids, to, before + deleted));
    }

    /** Deletes ended tasks step by step, so that no step holds the broker for long; returns how many. */
    Future<Long> purge(TaskQuery query) {
        return purge(query, 0, Optional.empty());
    }

    private Future<Long> purge(TaskQuery query, long before, Optional<String> cursor) {
        return link.ask(to -> to.purge(query, PURGE_STEP, cursor)).compose(step -> {
            long deleted = before + step.deleted();
            return step.next().isEmpty() ? Future.succeededFuture(deleted) : purge(query, deleted, step.next());
        });
    }
}
