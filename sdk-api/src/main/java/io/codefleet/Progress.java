package io.codefleet;

import java.time.Instant;
import java.util.Map;

/**
 * What a running attempt says of itself while it runs. Ephemeral: what nobody listens to is gone, and a slow listener may
 * miss some.
 *
 * @param taskId the task
 * @param attempt the attempt, from 1
 * @param at when the worker said it
 * @param kind what it is about, such as {@code text}, {@code tool} or {@code todo}
 * @param text for people
 * @param data for programs, as JSON values
 */
public record Progress(String taskId, int attempt, Instant at, String kind, String text, Map<String, Object> data) {
    /** @throws io.codefleet.error.InvalidInputException if the data holds what is not JSON */
    public Progress {
        data = Check.json("progress.data", data);
    }
}
