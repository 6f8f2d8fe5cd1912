package io.codefleet.internal.orchestration;

import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import io.codefleet.json.ConsensusTask;
import java.util.Optional;
import java.util.regex.Pattern;

/** The room that an id leaves for those that begin with it: of its retries, and of the votes of a consensus. */
public final class ConsensusIds {
    /** The longest end of the id of a retry. */
    public static final String RETRY = "~9999";

    private static final Pattern OF_RETRY = Pattern.compile("~\\d{1,4}$");

    private ConsensusIds() {}

    /** Returns whether a task holds a consensus, whose run has the id of the task. */
    public static boolean isConsensus(Task task) {
        return task.type().equals(ConsensusTask.TYPE);
    }

    /**
     * Refuses an id that is longer than this, without the end of one that is a retry.
     *
     * @param why what else the ids have that begin with it
     */
    public static void check(String field, String id, int limit, String why) {
        refusal(field, lengthBeforeRetry(id), limit, why).ifPresent(fault -> {
            throw fault;
        });
    }

    private static int lengthBeforeRetry(String id) {
        return OF_RETRY.matcher(id).replaceFirst("").length();
    }

    private static Optional<InvalidInputException> refusal(String field, int length, int limit, String why) {
        return length <= limit
                ? Optional.empty()
                : Optional.of(new InvalidInputException(
                        field, "has " + length + " characters, at most " + limit + " are allowed here: " + why));
    }

    /**
     * Returns the refusal of a task that holds a consensus and whose id leaves no room for those of the votes. A child may use
     * the room of the retries, too: its run has left that room, and a retry of the run has its number within the ids of its
     * children. So a child that was stored once is always accepted again.
     */
    public static Optional<InvalidInputException> fault(Task task) {
        if (!isConsensus(task)) {
            return Optional.empty();
        }
        return task.parentId().isPresent()
                ? refusal("id", task.id().length(), RunOptions.MAX_ID_LENGTH, "the names of the votes come behind it")
                : refusal(
                        "id",
                        lengthBeforeRetry(task.id()),
                        ConsensusTask.MAX_ID_LENGTH,
                        "'" + RETRY + "' of a replay and the names of the votes come behind it");
    }

    /**
     * Returns the refusal of a name that the ids of tasks hold, if a task that holds a consensus has an id that is too long.
     *
     * @param field of the name
     * @param around how many characters the ids have before and behind the name
     */
    public static Optional<InvalidInputException> fault(String field, String name, int around, Task task) {
        return isConsensus(task)
                ? refusal(
                        field,
                        name.length(),
                        ConsensusTask.MAX_ID_LENGTH - around,
                        "the ids of its tasks, which hold a consensus, have " + around + " characters more")
                : Optional.empty();
    }
}
