package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.util.Optional;

/**
 * The attempt of a task that documents belong to. Their kind is {@link #kind()}. The broker stores them only while it holds the
 * task, and deletes them together with it. A task keeps the documents of at most {@value #MAX_ATTEMPTS} attempts: the first
 * document of a later attempt deletes those of the earliest one.
 *
 * @param taskId the task
 * @param attempt the attempt, from 1
 */
public record DocumentOwner(String taskId, int attempt) {
    /** Maximum number of documents of one attempt. */
    public static final int MAX_DOCUMENTS = 64;

    /** Maximum number of attempts of a task that have documents. */
    public static final int MAX_ATTEMPTS = 10;

    /** Beginning of the kinds of documents of attempts. No other kind has a colon, and neither has the id of a task. */
    public static final String KIND_PREFIX = "attempt:";

    private static final String KIND = "document.kind";

    /** @throws InvalidInputException if the id is malformed, or the attempt less than 1 */
    public DocumentOwner {
        Check.id(KIND, taskId);
        Check.range(KIND, attempt, 1, Integer.MAX_VALUE);
    }

    /** Returns the kind of the documents. */
    public String kind() {
        return KIND_PREFIX + attempt + ":" + taskId;
    }

    /**
     * Returns the owner of documents of a kind; absent if the kind belongs to the whole namespace.
     *
     * @throws InvalidInputException if the kind begins as that of an attempt does, and names none
     */
    public static Optional<DocumentOwner> of(String kind) {
        if (!kind.startsWith(KIND_PREFIX)) {
            return Optional.empty();
        }
        int end = kind.indexOf(':', KIND_PREFIX.length());
        String number = end < 0 ? "" : kind.substring(KIND_PREFIX.length(), end);
        if (!number.matches("[1-9][0-9]{0,8}")) {
            throw new InvalidInputException(
                    KIND, "'" + Check.printable(kind) + "' names no attempt; use " + KIND_PREFIX + "NUMBER:TASK");
        }
        return Optional.of(new DocumentOwner(kind.substring(end + 1), Integer.parseInt(number)));
    }
}
