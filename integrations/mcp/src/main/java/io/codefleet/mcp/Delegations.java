package io.codefleet.mcp;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.error.TaskNotFoundException;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/**
 * Rules of what a caller may do, by the records of the fleet. What a caller says about itself is not asked for: its depth and its
 * allowance are those that the fleet has stored.
 */
final class Delegations {
    /** How many ancestors are looked at; more are no chain that people make. */
    private static final int MAX_ANCESTORS = 64;

    private final CodefleetClient fleet;
    private final McpServerOptions options;

    Delegations(CodefleetClient fleet, McpServerOptions options) {
        this.fleet = fleet;
        this.options = options;
    }

    /**
     * Returns the bounds of what this caller submits. Fails with {@link DelegationRefusedException} if it may submit nothing.
     */
    Future<DelegationScope> scope(ToolCaller caller) {
        if (caller.taskId().isEmpty()) {
            return Future.succeededFuture(
                    new DelegationScope(Optional.empty(), 0, options.allowance(), caller.trace()));
        }
        return running(caller.taskId().get())
                .compose(task -> depth(task, 0).compose(depth -> bounded(task, depth + 1)));
    }

    private Future<DelegationScope> bounded(Task task, int depth) {
        return depth > options.maxDepth()
                ? refused("task " + task.id() + " is " + (depth - 1) + " delegations deep, at most "
                        + options.maxDepth() + " may follow one another; do this work here instead of delegating it")
                : Future.succeededFuture(new DelegationScope(Optional.of(task), depth, options.allowance(), Map.of()));
    }

    private Future<Task> running(String id) {
        return fleet.task(id).compose(found -> {
            Optional<TaskInfo> running = found.filter(info -> info.status() == TaskStatus.RUNNING);
            return running.isPresent()
                    ? Future.succeededFuture(running.get().task())
                    : refused("task " + id
                            + ", whose agent calls, does not run; only the agent of a running task delegates");
        });
    }

    /** Returns how many delegations lead to a task: as its header says, or that of the nearest ancestor that has one. */
    private Future<Integer> depth(Task task, int ancestors) {
        String header = task.headers().get(DelegationScope.DEPTH_HEADER);
        if (header != null) {
            return Future.succeededFuture(number(header));
        }
        if (task.parentId().isEmpty() || ancestors == MAX_ANCESTORS) {
            return Future.succeededFuture(ancestors == MAX_ANCESTORS ? McpServerOptions.MAX_DEPTH : 0);
        }
        return fleet.task(task.parentId().get())
                .compose(parent ->
                        parent.isPresent() ? depth(parent.get().task(), ancestors + 1) : Future.succeededFuture(0));
    }

    /** Returns the number of a header; one that is malformed counts as the deepest. */
    private static int number(String header) {
        try {
            int depth = Integer.parseInt(header);
            return depth < 0 ? McpServerOptions.MAX_DEPTH : Math.min(depth, McpServerOptions.MAX_DEPTH);
        } catch (NumberFormatException e) {
            return McpServerOptions.MAX_DEPTH;
        }
    }

    /** Finds a task that this caller may see and cancel: any for a caller outside the fleet, a descendant for a task. */
    Future<TaskInfo> reach(ToolCaller caller, String id) {
        return fleet.task(id).compose(found -> {
            if (caller.taskId().isEmpty()) {
                return found.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(new TaskNotFoundException(id)));
            }
            return descends(found, caller.taskId().get(), 0)
                    .compose(own -> own
                            ? Future.succeededFuture(found.orElseThrow())
                            : refused("task " + id + " is none that task "
                                    + caller.taskId().get()
                                    + " has delegated; use the task_id of a task that this agent has submitted"));
        });
    }

    private Future<Boolean> descends(Optional<TaskInfo> task, String ancestor, int steps) {
        Optional<String> parent = task.flatMap(info -> info.task().parentId());
        if (parent.isEmpty() || steps == MAX_ANCESTORS) {
            return Future.succeededFuture(false);
        }
        return parent.get().equals(ancestor)
                ? Future.succeededFuture(true)
                : fleet.task(parent.get()).compose(found -> descends(found, ancestor, steps + 1));
    }

    /** Fails unless this caller may decide approvals. */
    Future<Void> checkDecides(ToolCaller caller) {
        if (caller.taskId().isPresent()) {
            return refused("the agent of a task approves and rejects nothing, as it may be its own request; "
                    + "leave the decision to a person");
        }
        if (!caller.hasKey()) {
            return refused("a server without a key decides no approvals, as the command of an agent could ask for it; "
                    + "start it with --key-file");
        }
        return options.approvals()
                ? Future.succeededFuture()
                : refused("this server decides no approvals; use 'codefleet approve', or start the server with "
                        + "--approvals");
    }

    private static <T> Future<T> refused(String reason) {
        return Future.failedFuture(new DelegationRefusedException(reason));
    }
}
