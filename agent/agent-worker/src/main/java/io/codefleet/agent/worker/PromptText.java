package io.codefleet.agent.worker;

import io.codefleet.Task;
import io.codefleet.TaskContext;
import io.vertx.core.json.JsonObject;

/** Text of the prompt for the agent: the task's prompt, then its files, then its attributes as JSON. */
final class PromptText {
    private PromptText() {}

    static String of(Task task) {
        TaskContext context = task.context();
        StringBuilder text = new StringBuilder(task.prompt());
        if (!context.files().isEmpty()) {
            text.append("\n\nThis is about these files of the working directory:");
            context.files().forEach(file -> text.append("\n- ").append(file));
        }
        if (!context.attributes().isEmpty()) {
            text.append("\n\nFurther context, as JSON:\n")
                    .append(new JsonObject(context.attributes()).encodePrettily());
        }
        return text.toString();
    }
}
