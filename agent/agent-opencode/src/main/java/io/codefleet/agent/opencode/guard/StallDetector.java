package io.codefleet.agent.opencode.guard;

import io.codefleet.AttemptException;
import io.codefleet.agent.TurnLimits;
import io.codefleet.agent.opencode.client.Json;
import io.codefleet.time.DurationText;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Detector of turns that have stalled: it measures the time since the last event of a turn. A model streams its answer, so that
 * events come every few seconds; a running tool may be silent for longer, as it reports only its output. A turn that waits for a
 * person has not stalled.
 */
public final class StallDetector {
    /** The tool that hands work to a subagent, which is heard of by itself. */
    private static final String SUBAGENT = "task";

    private final TurnLimits limits;
    private final LongSupplier nanoTime;
    private final Map<String, String> running = new LinkedHashMap<>();
    private long lastEvent;
    private int requests;

    /**
     * Creates a detector of turns that make no progress.
     *
     * @param nanoTime a monotonic clock, in nanoseconds
     */
    StallDetector(TurnLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        broken();
    }

    /** Restarts the time limit of silence, because an event arrived or because none could arrive until now. */
    public void broken() {
        lastEvent = nanoTime.getAsLong();
    }

    /** Records an event of the session or of a subagent's session. */
    void event(String type, JsonObject properties) {
        broken();
        if (type.equals("message.part.updated")) {
            JsonObject part = Json.object(properties, "part");
            String tool = Json.text(part, "tool");
            if (Json.text(part, "type").equals("tool") && !tool.equals(SUBAGENT)) {
                tool(Json.text(part, "id"), tool, Json.text(Json.object(part, "state"), "status"));
            }
        }
    }

    private void tool(String part, String tool, String status) {
        if (status.equals("running")) {
            running.put(part, tool);
        } else {
            running.remove(part);
        }
    }

    /** Records that a person is asked for a decision; the next {@link #answered()} ends this wait. */
    public void asked() {
        requests++;
    }

    public void answered() {
        requests--;
        broken();
    }

    /** Records how long the provider has asked to wait; zero if it has not asked. */
    void waits(Duration time) {
        if (!time.isZero()) {
            lastEvent = Math.max(lastEvent, nanoTime.getAsLong() + time.toNanos());
        }
    }

    private Duration limit() {
        return running.isEmpty() ? limits.silence() : limits.toolTime();
    }

    boolean isTooLong() {
        return requests == 0 && nanoTime.getAsLong() - lastEvent >= limit().toNanos();
    }

    /** Returns the error of a turn that has not begun in time. */
    AttemptException notBegun() {
        return TurnFault.NOT_STARTED.error(
                "OpenCode accepted the prompt and did not begin with it within " + DurationText.format(limits.silence())
                        + "; a plugin or an MCP server of its configuration may hold it up, see its log",
                Map.of("silentMs", limits.silence().toMillis()));
    }

    /** Returns the error of a silence that is too long, if it is. */
    Optional<AttemptException> tooLong() {
        if (!isTooLong()) {
            return Optional.empty();
        }
        Duration limit = limit();
        String who = running.isEmpty()
                ? "the model"
                : "the tool '" + running.values().iterator().next() + "'";
        return Optional.of(TurnFault.STALLED.error(
                "nothing was heard of " + who + " for " + DurationText.format(limit) + "; the turn was aborted",
                Map.of("silentMs", limit.toMillis())));
    }
}
