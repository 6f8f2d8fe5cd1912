package io.codefleet;

import java.util.Map;

/**
 * State of an attempt, saved for the next one of the same task.
 *
 * @param state JSON values
 */
public record Checkpoint(Map<String, Object> state) {
    /** @throws io.codefleet.error.InvalidInputException if the state holds what is not JSON; it names the path */
    public Checkpoint {
        state = Check.json("checkpoint", state);
    }

    /** Returns a checkpoint of this state. */
    public static Checkpoint of(Map<String, ?> state) {
        return new Checkpoint(Check.json("checkpoint", state));
    }

    /** Returns how many values it has; never its state, which may be secret. */
    @Override
    public String toString() {
        return "Checkpoint[" + state.size() + " values]";
    }
}
