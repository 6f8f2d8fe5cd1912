package io.codefleet.internal.bulk;

import io.codefleet.Task;
import io.vertx.core.Future;
import java.util.List;

/** Source of the tasks of a bulk submit. Called on the client's context, one call at a time. */
public interface TaskSource {
    /** The next tasks, at most so many, as soon as there are some; none at the end. */
    Future<List<Task>> next(int max);

    /** No more is wanted. Called once, also after the end. */
    void close();
}
