package io.codefleet.json;

import io.codefleet.Backoff;
import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskLimits;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.Workflows;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/**
 * The contract of tasks of type {@value #TYPE}: hold the consensus that the attribute {@value #DEFINITION} of the context
 * defines. Such a task is data in the broker: a worker of {@link Workflows#consensusDriver} holds it, and another one continues
 * when that one dies. While the votes that were cast are retained, none of them is asked for again. The votes are children of the
 * task, and the id of the run is that of the task.
 *
 * <p>The text of the result is the answer of the winner, empty if there is none. Its data are {@value #AGREED}, true or false;
 * {@code strength} and {@code tieBroken}, or {@code reason} and {@code explanation}; {@code candidates} and {@code votes}, as in
 * {@link ConsensusResult}; {@code spread}, where numbers were counted.
 */
public final class ConsensusTask {
    /** The type of these tasks. */
    public static final String TYPE = "consensus";

    /** The attribute with the definition. */
    public static final String DEFINITION = "definition";

    /** The field of the result's data that says whether there is a winner. */
    public static final String AGREED = "agreed";

    /** The longest id of such a task, in characters: the number of a replay and the names of the votes come behind it. */
    public static final int MAX_ID_LENGTH = RunOptions.MAX_ID_LENGTH - "~9999".length();

    private static final TaskLimits LIMITS =
            new TaskLimits(Workflow.MAX_DURATION, Workflow.MAX_DURATION, Workflow.MAX_DURATION);

    /** A driver that dies costs an attempt; many may, as no vote that was cast is asked for again while it is retained. */
    private static final RetryPolicy RETRY = RetryPolicy.DEFAULT
            .maxAttempts(RetryPolicy.MAX_ATTEMPTS)
            .backoff(Backoff.exponential(Duration.ofSeconds(1), Duration.ofMinutes(1)));

    private ConsensusTask() {}

    /**
     * Creates a task that holds this consensus. Its id is a new one, whatever the question's is. If you give it another, that
     * has at most {@link #MAX_ID_LENGTH} characters, as the ids of its replays and of the votes begin with it; its submit is refused otherwise.
     *
     * @throws InvalidInputException if the consensus counts by a function of this process, such as an own similarity
     */
    public static Task of(Consensus consensus) {
        // Read once more: attributes hold plain maps and lists only.
        Map<String, Object> definition =
                new JsonObject(ConsensusJson.encode(consensus).toBuffer()).getMap();
        return Task.of("Ask the question of the definition, and count the answers by its rules.")
                .type(TYPE)
                .requires(Workflows.CAPABILITY)
                .limits(LIMITS)
                .retry(RETRY)
                .attribute(DEFINITION, definition);
    }

    /**
     * Returns the consensus of a task, under the task's id.
     *
     * @throws InvalidInputException if the task has no definition
     * @throws io.codefleet.error.MalformedDataException if a field of the definition is wrong
     */
    public static Consensus definition(Task task) {
        if (!(task.context().attributes().get(DEFINITION) instanceof Map<?, ?> map)) {
            throw new InvalidInputException(
                    "context.attributes." + DEFINITION, "is not an object; make the task by ConsensusTask.of");
        }
        JsonObject json = new JsonObject();
        map.forEach((name, value) -> json.put(String.valueOf(name), value));
        return ConsensusJson.decode(task.id(), json);
    }
}
