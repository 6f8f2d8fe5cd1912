package io.codefleet;

import java.util.List;

/** The rules for the components of a task, and the list of them that makes two tasks equal. */
final class TaskChecks {
    private TaskChecks() {}

    /**
     * Checks the components of a task.
     *
     * @throws io.codefleet.error.InvalidInputException if a component is out of its range; it names the component
     */
    static void check(Task task) {
        Check.id("id", task.id());
        Check.name("type", task.type());
        Check.notBlank("prompt", task.prompt());
        Check.range("priority", task.priority(), 0, Task.MAX_PRIORITY);
        Check.notNegative("delay", task.delay());
        task.parentId().ifPresent(parent -> Check.id("parentId", parent));
    }

    /** Returns all components, in the order of their declaration. */
    static List<Object> components(Task task) {
        return List.of(
                task.id(),
                task.type(),
                task.prompt(),
                task.context(),
                task.priority(),
                task.requiredCapabilities(),
                task.placement(),
                task.limits(),
                task.retry(),
                task.concurrency(),
                task.allowance(),
                task.delay(),
                task.parentId(),
                task.tags(),
                task.headers());
    }
}
