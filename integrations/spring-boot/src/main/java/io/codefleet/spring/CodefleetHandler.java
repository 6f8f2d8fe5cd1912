package io.codefleet.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean as the handler for tasks of one type. The application joins the fleet as a worker that runs it.
 *
 * <p>The method takes nothing, an {@link io.codefleet.Attempt}, a {@link io.codefleet.Task}, or both in any order. What it
 * returns is the result of the task: a {@link io.codefleet.TaskResult}; a {@link CharSequence} for its text; a {@link
 * java.util.Map} with string keys for its data; nothing for an empty one. Such a method may block: it runs on a thread of its own, as {@link
 * io.codefleet.BlockingTaskHandler} describes.
 *
 * <p>A method that returns a {@link io.vertx.core.Future} or a {@link java.util.concurrent.CompletionStage} of one of these
 * runs on the worker's event loop and must not block.
 *
 * <p>An exception fails the attempt: an {@link io.codefleet.AttemptException} says how, any other is transient, so that the
 * task is tried again by its retry policy.
 *
 * <p>A method of another shape, and a second handler of a type, stop the application at its start with {@link
 * HandlerDefinitionException}.
 *
 * <pre>{@code
 * @Component
 * class Reviews {
 *     @CodefleetHandler("review")
 *     String review(Task task) {
 *         return reviewer.review(task.prompt());
 *     }
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CodefleetHandler {
    /** Returns the type of the tasks that the method runs. */
    String value();
}
