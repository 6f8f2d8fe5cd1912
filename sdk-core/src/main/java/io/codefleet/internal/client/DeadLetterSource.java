package io.codefleet.internal.client;

import io.codefleet.Page;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.internal.bulk.TaskSource;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The replays of all failed tasks that a query matches, a page at a time. State is confined to the context. */
final class DeadLetterSource implements TaskSource {
    /** Whole tasks are fetched, which may be large. */
    private static final int PAGE = 50;

    private final BrokerLink link;
    private final TaskQuery query;
    private final Function<Task, Optional<Task>> replay;
    private Optional<String> cursor = Optional.empty();
    private boolean ended;

    /**
     * Creates the source of the failed tasks that a query matches.
     *
     * @param replay what to submit for a failed task, if anything
     */
    DeadLetterSource(BrokerLink link, TaskQuery query, Function<Task, Optional<Task>> replay) {
        this.link = link;
        this.query = query.status(TaskStatus.FAILED).fromStart();
        this.replay = replay;
    }

    @Override
    public Future<List<Task>> next(int max) {
        if (ended) {
            return Future.succeededFuture(List.of());
        }
        TaskQuery page = query.pageSize(Math.min(PAGE, max));
        TaskQuery from = cursor.map(page::from).orElse(page);
        return link.ask(broker -> broker.list(from))
                .compose(this::replays)
                .compose(tasks ->
                        // A page may be short, and its tasks may have gone; that is not the end.
                        tasks.isEmpty() ? next(max) : Future.succeededFuture(tasks));
    }

    private Future<List<Task>> replays(Page<TaskSummary> page) {
        cursor = page.next();
        ended = cursor.isEmpty();
        List<String> ids = page.items().stream().map(TaskSummary::id).toList();
        return link.ask(broker -> broker.find(ids)).map(this::replays);
    }

    private List<Task> replays(List<TaskInfo> failed) {
        List<Task> tasks = new ArrayList<>(failed.size());
        failed.forEach(each -> replay.apply(each.task()).ifPresent(tasks::add));
        return tasks;
    }

    @Override
    public void close() {
        ended = true;
    }
}
