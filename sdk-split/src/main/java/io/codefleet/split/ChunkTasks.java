package io.codefleet.split;

import io.codefleet.Task;
import io.codefleet.tokens.TokenCounter;
import java.util.ArrayList;
import java.util.List;

/** Makes tasks of chunks. */
public final class ChunkTasks {
    private ChunkTasks() {}

    /**
     * Creates a task for each group of chunks. Each is the template with another id and prompt. The template's id is that of
     * the run, and the parts are {@code run/chunk#1}, {@code run/chunk#2}, … with the run as their parent, so that a cancel
     * of the run ends them, and the same run again finds the finished ones. The prompt is that of the template, and then each
     * chunk under a line with its origin.
     */
    public static List<Task> of(Task template, List<List<Chunk>> groups) {
        List<Task> tasks = new ArrayList<>(groups.size());
        for (List<Chunk> group : groups) {
            int number = tasks.size() + 1;
            StringBuilder prompt = new StringBuilder(template.prompt())
                    .append("\n\nPart ")
                    .append(number)
                    .append(" of ")
                    .append(groups.size())
                    .append(':');
            group.forEach(chunk -> prompt.append("\n\n--- ")
                    .append(chunk.origin())
                    .append(" ---\n")
                    .append(chunk.text()));
            tasks.add(template.id(template.id() + "/chunk#" + number)
                    .parent(template.id())
                    .prompt(prompt.toString()));
        }
        return tasks;
    }

    /**
     * Splits a text that is too large for one task.
     *
     * @param task says what to do with each part; see {@link #of}
     * @param text what is split, by its paragraphs
     * @param chunkTokens how many tokens of the text a task has at most, counted for the task's preferred model
     * @throws io.codefleet.error.InvalidInputException if the chunks are too small
     */
    public static List<Task> splitLargeTask(Task task, String text, int chunkTokens) {
        TokenCounter counter =
                TokenCounter.forModel(task.context().preferredModel().orElse(""));
        List<Chunk> chunks = new TextSplitter(counter, chunkTokens)
                .structure(Structure.PROSE)
                .split(text);
        return of(task, chunks.stream().map(List::of).toList());
    }
}
