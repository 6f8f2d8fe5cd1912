package io.codefleet.spring;

import io.codefleet.Attempt;
import io.codefleet.BlockingTaskHandler;
import io.codefleet.Task;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.Worker;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/** Method of a bean as a handler of a worker. */
final class HandlerMethod {
    private static final List<Class<?>> RESULTS =
            List.of(TaskResult.class, CharSequence.class, Map.class, void.class, Void.class);

    private final String type;
    private final Object bean;
    private final Method method;
    private final boolean asynchronous;
    private final List<Function<Attempt, Object>> arguments;

    /**
     * Creates the handler.
     *
     * @throws HandlerDefinitionException if the method has another shape than {@link CodefleetHandler} describes
     */
    HandlerMethod(String type, String beanName, Object bean, Method method) {
        this.type = type;
        this.bean = bean;
        this.method = method;
        this.asynchronous = isAsynchronous(method.getReturnType());
        this.arguments = Stream.of(method.getParameterTypes())
                .map(parameter -> argument(parameter, beanName, method))
                .toList();
        checkResult(beanName);
        method.setAccessible(true);
    }

    private static Function<Attempt, Object> argument(Class<?> parameter, String beanName, Method method) {
        if (parameter == Attempt.class) {
            return attempt -> attempt;
        }
        if (parameter == Task.class) {
            return Attempt::task;
        }
        throw new HandlerDefinitionException(
                beanName,
                method,
                "has a parameter of type " + parameter.getSimpleName() + "; parameters may be Attempt and Task");
    }

    private void checkResult(String beanName) {
        ResolvableType returned = ResolvableType.forMethodReturnType(method);
        Class<?> result = asynchronous
                ? returned.as(isFuture(method.getReturnType()) ? Future.class : CompletionStage.class)
                        .getGeneric()
                        .resolve(Object.class)
                : method.getReturnType();
        if (RESULTS.stream().noneMatch(known -> known.isAssignableFrom(result))) {
            Type shown = method.getGenericReturnType();
            throw new HandlerDefinitionException(
                    beanName,
                    method,
                    "returns " + shown.getTypeName() + "; it may return TaskResult, a String, a Map, nothing, "
                            + "or a Future or CompletionStage of one of these");
        }
    }

    private static boolean isAsynchronous(Class<?> returned) {
        return isFuture(returned) || CompletionStage.class.isAssignableFrom(returned);
    }

    private static boolean isFuture(Class<?> returned) {
        return Future.class.isAssignableFrom(returned);
    }

    String type() {
        return type;
    }

    /** Adds the handler to a worker that has not been started. */
    void addTo(Worker worker) {
        if (asynchronous) {
            TaskHandler handler = attempt -> future(invoke(attempt)).map(HandlerMethod::result);
            worker.handle(type, handler);
        } else {
            BlockingTaskHandler handler = attempt -> result(invoke(attempt));
            worker.handleBlocking(type, handler);
        }
    }

    private @Nullable Object invoke(Attempt attempt) {
        try {
            return method.invoke(
                    bean, arguments.stream().map(each -> each.apply(attempt)).toArray());
        } catch (InvocationTargetException e) {
            throw sneaky(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the method " + method + " was made accessible at the start", e);
        }
    }

    /** Throws what the method threw, checked exceptions too: the worker takes any. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException sneaky(@Nullable Throwable thrown) throws X {
        throw (X) (thrown == null ? new IllegalStateException("a handler threw nothing") : thrown);
    }

    private static Future<?> future(@Nullable Object returned) {
        if (returned instanceof Future<?> future) {
            return future;
        }
        if (returned instanceof CompletionStage<?> stage) {
            return Future.fromCompletionStage(stage);
        }
        throw new IllegalStateException("an asynchronous handler returned null in place of a future");
    }

    private static TaskResult result(@Nullable Object returned) {
        if (returned == null) {
            return TaskResult.EMPTY;
        }
        if (returned instanceof TaskResult result) {
            return result;
        }
        if (returned instanceof Map<?, ?> data) {
            return TaskResult.EMPTY.data(withTextKeys(data));
        }
        return TaskResult.text(returned.toString());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> withTextKeys(Map<?, ?> data) {
        // a key of another type fails the check of the result, which names it
        return (Map<String, ?>) data;
    }
}
