package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import java.util.Map;

/**
 * The shape that an agent's answer must have. The worker asks the agent for JSON of this schema and validates the answer. If the
 * answer is invalid, the worker asks the agent in the same conversation to repair the named faults. The value is the result's
 * {@link TaskResult#output()}. Immutable.
 *
 * @param schema a JSON Schema, of the draft that its {@code $schema} names or of 2020-12. References must stay within it; what
 *     they would fetch from elsewhere is refused
 * @param maxRepairs how many times the agent may repair its answer; default {@value #DEFAULT_REPAIRS}. After them the attempt
 *     fails for good
 * @param nextModel whether the next of the task's models is tried before that; default no
 */
@CheckReturnValue
public record OutputSchema(Map<String, Object> schema, int maxRepairs, boolean nextModel) {
    /** Default of the number of repairs. */
    public static final int DEFAULT_REPAIRS = 2;

    private static final int MOST_REPAIRS = 10;

    /** @throws io.codefleet.error.InvalidInputException if the schema holds what is not JSON, or a number is out of range */
    public OutputSchema {
        schema = Check.json("agent.output.schema", schema);
        Check.range("agent.output.maxRepairs", maxRepairs, 0, MOST_REPAIRS);
    }

    /**
     * Creates an output schema with defaults for the rest. A worker finds further faults in the schema: patterns that cannot
     * be read, and references without an end or to elsewhere.
     *
     * @throws io.codefleet.error.InvalidInputException if a keyword of the schema is not of its form; the message names its place
     */
    public static OutputSchema of(Map<String, ?> schema) {
        Map<String, Object> json = Check.json("agent.output.schema", schema);
        SchemaShape.check("agent.output.schema", json);
        return new OutputSchema(json, DEFAULT_REPAIRS, false);
    }

    /** Returns a copy with so many repairs. */
    public OutputSchema maxRepairs(int value) {
        return new OutputSchema(schema, value, nextModel);
    }

    /** Returns a copy that tries the task's next model when the repairs are used up. */
    public OutputSchema orNextModel() {
        return new OutputSchema(schema, maxRepairs, true);
    }
}
