package io.codefleet.internal.orchestration;

import io.codefleet.CodefleetClient;
import io.codefleet.RunOptions;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The runs that one client drives. Its methods may be called from any thread, but for {@link #close}. */
public final class Runs {
    private final Vertx vertx;
    private final Context context;
    private final CodefleetClient fleet;
    private final OpenRuns open;

    /** The runs of a client and of its views, which end together. */
    private static final class OpenRuns {
        private final Set<ChildTasks> runs = new HashSet<>();
        private boolean closed;

        synchronized void add(ChildTasks children) {
            if (closed) {
                children.close();
            } else {
                runs.add(children);
            }
        }

        synchronized void remove(ChildTasks children) {
            runs.remove(children);
        }

        synchronized void close() {
            closed = true;
            List.copyOf(runs).forEach(ChildTasks::close);
            runs.clear();
        }
    }

    public Runs(Vertx vertx, Context context, CodefleetClient fleet) {
        this(vertx, context, fleet, new OpenRuns());
    }

    private Runs(Vertx vertx, Context context, CodefleetClient fleet, OpenRuns open) {
        this.vertx = vertx;
        this.context = context;
        this.fleet = fleet;
        this.open = open;
    }

    /** Returns the runs that a view of the client drives; they are closed with these. */
    public Runs of(CodefleetClient view) {
        return new Runs(vertx, context, view, open);
    }

    /** Returns the context on which all work of the runs happens. */
    public Context context() {
        return context;
    }

    /** Returns the Vert.x of the client, for timers and blocking work of a run. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * Begins a run and returns its children; call {@link #ended} when it is over. If the client is closed, they are aborted
     * already.
     */
    public ChildTasks begin(RunOptions options) {
        ChildTasks children = new ChildTasks(vertx, context, fleet, options);
        open.add(children);
        return children;
    }

    /** Removes the children of a run that is over. */
    public void ended(ChildTasks children) {
        open.remove(children);
    }

    /**
     * Ends every wait of a child with {@link io.codefleet.error.ClosedException}, as the client is closed. Called on the
     * context.
     */
    public void close() {
        open.close();
    }
}
