package io.codefleet.internal.client;

import io.codefleet.SubmitInterceptor;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InterceptorException;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The interceptors of a client, which can refuse a task but break nothing else. May be used from any thread. */
final class SubmitInterceptors {
    private static final Logger log = LoggerFactory.getLogger(SubmitInterceptors.class);

    private final List<SubmitInterceptor> interceptors;

    SubmitInterceptors(List<SubmitInterceptor> interceptors) {
        this.interceptors = interceptors;
    }

    boolean isEmpty() {
        return interceptors.isEmpty();
    }

    /** Calls the interceptors for each task, in order; empty if there are none. */
    List<Intercepted> intercept(List<Task> tasks) {
        return interceptors.isEmpty()
                ? List.of()
                : tasks.stream().map(this::intercept).toList();
    }

    /** The submit of one task, for those who wait for its answer. */
    static final class Intercepted {
        private final List<Promise<TaskHandle>> listeners = new ArrayList<>();
        private Task task;
        private @Nullable CodefleetException fault;

        private Intercepted(Task task) {
            this.task = task;
        }

        /** Returns the task to submit. */
        Task task() {
            return task;
        }

        /** Returns why the task must not be submitted; null if it may be. */
        @Nullable
        CodefleetException fault() {
            return fault;
        }

        /** Notifies the listeners that the broker has accepted the task. */
        void accepted(TaskHandle handle) {
            notifyListeners(listener -> listener.tryComplete(handle));
        }

        /** Notifies the listeners that the task was refused, here or by the broker. */
        void refused(Throwable reason) {
            notifyListeners(listener -> listener.tryFail(reason));
        }

        /** Notifies the listeners of the host. One may throw; the submit continues. */
        private void notifyListeners(Consumer<Promise<TaskHandle>> answer) {
            for (Promise<TaskHandle> listener : listeners) {
                try {
                    answer.accept(listener);
                } catch (RuntimeException e) {
                    log.atWarn().setCause(e).addKeyValue("task", task.id()).log("a listener of an interceptor failed");
                }
            }
        }
    }

    /** Calls the interceptors for one submit of a task. */
    Intercepted intercept(Task task) {
        Intercepted intercepted = new Intercepted(task);
        for (SubmitInterceptor interceptor : interceptors) {
            Promise<TaskHandle> submitted = Promise.promise();
            intercepted.listeners.add(submitted);
            try {
                Task changed = interceptor.intercept(intercepted.task, submitted.future());
                if (changed == null) {
                    intercepted.fault = fault(interceptor, task, "gave null in place of the task", null);
                } else if (!changed.id().equals(task.id())) {
                    intercepted.fault = fault(interceptor, task, "changed the id to " + changed.id(), null);
                } else {
                    intercepted.task = changed;
                }
            } catch (Throwable e) {
                intercepted.fault = fault(interceptor, task, "failed (" + e + ")", e);
            }
            if (intercepted.fault != null) {
                return intercepted;
            }
        }
        return intercepted;
    }

    private static InterceptorException fault(
            SubmitInterceptor interceptor, Task task, String fault, @Nullable Throwable cause) {
        return new InterceptorException(
                interceptor.getClass().getName(), "the submit of task " + task.id(), fault, cause);
    }
}
