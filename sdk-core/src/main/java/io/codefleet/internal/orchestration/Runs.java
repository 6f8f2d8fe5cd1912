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
    private final Set<ChildRuns> open = new HashSet<>();
    private boolean closed;

    public Runs(Vertx vertx, Context context, CodefleetClient fleet) {
        this.vertx = vertx;
        this.context = context;
        this.fleet = fleet;
    }

    /** Where all that belongs to a run happens. */
    public Context context() {
        return context;
    }

    /** For timers and blocking work of a run. */
    public Vertx vertx() {
        return vertx;
    }

    /** The children of a run that begins; {@link #ended} when it is over. Of a closed client, they are aborted already. */
    public synchronized ChildRuns begin(RunOptions options) {
        ChildRuns children = new ChildRuns(vertx, context, fleet, options);
        if (closed) {
            children.close();
        } else {
            open.add(children);
        }
        return children;
    }

    /** A run is over. */
    public synchronized void ended(ChildRuns children) {
        open.remove(children);
    }

    /** The client is closed: every wait of a child ends with {@link io.codefleet.error.ClosedException}. On the context. */
    public synchronized void close() {
        closed = true;
        List.copyOf(open).forEach(ChildRuns::close);
        open.clear();
    }
}
