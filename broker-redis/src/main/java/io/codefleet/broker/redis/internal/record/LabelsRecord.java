package io.codefleet.broker.redis.internal.record;

import io.codefleet.Task;
import io.codefleet.TaskLabels;
import io.codefleet.TaskQuery;
import io.codefleet.broker.redis.internal.payload.Payloads;
import io.codefleet.codec.PayloadKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels of a task as they are stored: lines in one text that begins and ends with an end of a line, so that scripts find a
 * label as a whole line and need not know its form.
 *
 * <p>{@code @actor} is the submitter, {@code key=value} a tag. Scripts must see both, so they are plain. The last line is the
 * sealed payload of what is only shown, as JSON: the project and the model. It is absent for a task with neither. A reader
 * leaves out a line that it does not know, and a payload that it cannot open.
 */
public final class LabelsRecord {
    private static final String END = "\n";
    private static final char SUBMITTER = '@';
    private static final String PROJECT = "project";
    private static final String MODEL = "model";

    private LabelsRecord() {}

    /**
     * Returns the labels of a task that this actor submits, as text.
     *
     * @throws io.codefleet.error.InvalidInputException if the host's codec failed
     */
    public static String text(Payloads payloads, Task task, String actor) {
        TaskLabels labels = TaskLabels.of(task, actor);
        StringBuilder text = lines(labels.submitter(), labels.tags());
        JsonObject shown = new JsonObject();
        labels.project().ifPresent(project -> shown.put(PROJECT, project));
        labels.model().ifPresent(model -> shown.put(MODEL, model));
        if (!shown.isEmpty()) {
            text.append(payloads.seal(PayloadKind.SUMMARY, task.id(), shown.toBuffer()))
                    .append(END);
        }
        return text.toString();
    }

    /** Returns the lines that a task must have to match a query; empty if it needs none. */
    public static String wanted(TaskQuery query) {
        String lines = lines(query.submitter(), query.tags()).toString();
        return lines.equals(END) ? "" : lines;
    }

    private static StringBuilder lines(Optional<String> submitter, SortedMap<String, String> tags) {
        StringBuilder lines = new StringBuilder(END);
        submitter.ifPresent(actor -> lines.append(SUBMITTER).append(actor).append(END));
        tags.forEach((key, value) -> lines.append(key).append('=').append(value).append(END));
        return lines;
    }

    /** Reads labels from the text. A task of a version without labels has none, nor has one whose labels are damaged. */
    static TaskLabels read(Payloads payloads, String id, String text) {
        return Decoding.lenient("the labels of task " + id, () -> Optional.of(labels(payloads, id, text)))
                .orElse(TaskLabels.NONE);
    }

    private static TaskLabels labels(Payloads payloads, String id, String text) {
        Optional<String> submitter = Optional.empty();
        SortedMap<String, String> tags = new TreeMap<>();
        JsonObject shown = new JsonObject();
        for (String line : text.split(END, -1)) {
            int equals = line.indexOf('=');
            if (line.isEmpty()) {
                continue;
            }
            if (line.charAt(0) == SUBMITTER) {
                submitter = Optional.of(line.substring(1));
            } else if (Character.isLetterOrDigit(line.charAt(0)) && equals > 0) {
                tags.put(line.substring(0, equals), line.substring(equals + 1));
            } else {
                shown.mergeIn(shown(payloads, id, line));
            }
        }
        return new TaskLabels(
                submitter,
                tags,
                Optional.ofNullable(shown.getString(PROJECT)),
                Optional.ofNullable(shown.getString(MODEL)));
    }

    /**
     * Decodes the part of the labels that is encrypted; empty for a reader without the keys, who may list tasks all the same.
     */
    private static JsonObject shown(Payloads payloads, String id, String line) {
        return Decoding.lenient(
                        "the summary of task " + id,
                        () -> Optional.of(new JsonObject(payloads.open(PayloadKind.SUMMARY, id, Buffer.buffer(line)))))
                .orElseGet(JsonObject::new);
    }
}
