package io.codefleet;

import java.time.Instant;
import java.util.Map;

/**
 * Progress message of a running attempt. Ephemeral: a message without a listener is lost, and a slow listener may
 * miss some.
 *
 * @param taskId the task
 * @param attempt the attempt, from 1
 * @param at when the worker sent it
 * @param kind what it is about, such as {@code text}, {@code tool} or {@code todo}
 * @param text for people; cut where it takes more than {@value TaskError#MAX_BYTES} bytes as JSON
 * @param data for programs, as JSON values; left out where they take more than that, but for their number of bytes under {@value
 *     TaskError#OMITTED_BYTES}
 */
public record Progress(String taskId, int attempt, Instant at, String kind, String text, Map<String, Object> data) {
    /** @throws io.codefleet.error.InvalidInputException if the data holds what is not JSON */
    public Progress {
        text = JsonSize.cut(text, TaskError.MAX_BYTES);
        data = JsonSize.bounded("progress.data", Check.json("progress.data", data), TaskError.MAX_BYTES);
    }
}
