package io.codefleet.internal.client;

import io.codefleet.BulkOptions;
import io.codefleet.BulkSubmit;
import io.codefleet.Task;
import io.codefleet.error.ClosedException;
import io.codefleet.internal.bulk.BulkRun;
import io.codefleet.internal.bulk.IteratorSource;
import io.codefleet.internal.bulk.StreamSource;
import io.codefleet.internal.bulk.TaskSource;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The bulk submits of one client. State is confined to the context. */
final class BulkSubmits {
    private final Vertx vertx;
    private final Context context;
    private final BrokerLink link;
    private final Submitter submitter;
    private final OpenBulks open;

    /** The bulk submits of a client and of its views, which end together. */
    private static final class OpenBulks {
        private final Set<BulkRun> runs = new HashSet<>();
        private boolean closed;
    }

    BulkSubmits(Vertx vertx, Context context, BrokerLink link, Submitter submitter) {
        this(vertx, context, link, submitter, new OpenBulks());
    }

    private BulkSubmits(Vertx vertx, Context context, BrokerLink link, Submitter submitter, OpenBulks open) {
        this.vertx = vertx;
        this.context = context;
        this.link = link;
        this.submitter = submitter;
        this.open = open;
    }

    /** Returns the bulk submits by the submitter of a view; they end with these. */
    BulkSubmits of(Submitter view) {
        return new BulkSubmits(vertx, context, link, view, open);
    }

    BulkSubmit start(Iterator<Task> tasks, BulkOptions options, Runnable onClosed) {
        return start(new BulkRun(
                vertx,
                context,
                submitter::submitUnawaited,
                new IteratorSource(context, tasks, onClosed),
                options,
                (task, ended) -> {}));
    }

    BulkSubmit start(ReadStream<Task> tasks, BulkOptions options) {
        return start(new BulkRun(
                vertx,
                context,
                submitter::submitUnawaited,
                new StreamSource(context, tasks),
                options,
                (task, ended) -> {}));
    }

    BulkSubmit replay(TaskSource source, BulkOptions options, BulkRun.ReplyListener listener) {
        return start(new BulkRun(vertx, context, submitter::replayUnawaited, source, options, listener));
    }

    private BulkSubmit start(BulkRun run) {
        if (link.isClosed()) {
            run.abandon(new ClosedException("the client"));
            return run;
        }
        context.runOnContext(v -> {
            if (open.closed) {
                run.abandon(new ClosedException("the client"));
                return;
            }
            open.runs.add(run);
            run.result().onComplete(ended -> open.runs.remove(run));
            run.start();
        });
        return run;
    }

    /** Ends every one; on the context. */
    void close() {
        open.closed = true;
        List.copyOf(open.runs).forEach(run -> run.abandon(new ClosedException("the client")));
    }
}
