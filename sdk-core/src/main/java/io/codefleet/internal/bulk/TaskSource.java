package io.codefleet.internal.bulk;

import io.codefleet.Task;
import io.vertx.core.Future;
import java.util.List;

/** Source of the tasks of a bulk submit. Called on the client's context, one call at a time. */
public interface TaskSource {
    /** Returns the next tasks, at most as many as given, as soon as there are some; none at the end. */
    Future<List<Task>> next(int max);

    /** Closes the source, as no more tasks are wanted. Called once, also after the end. */
    void close();
}
