package io.codefleet;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who did what to the fleet, and when. Written in the same atomic step as what it tells of; what changed nothing, such as a
 * submit sent again, is not written.
 *
 * @param at when, by the broker's clock, in whole milliseconds
 * @param actor who, as the client named itself by {@link CodefleetOptions#actor()}: a claim, not a proof
 * @param action what
 * @param subjects the ids of the tasks, for {@link AuditAction#COMMANDED} of the workers; at most {@link #MAX_SUBJECTS}
 * @param count how many tasks or workers in all
 * @param detail the name of the command, for {@link AuditAction#COMMANDED}
 */
public record AuditEntry(
        Instant at, String actor, AuditAction action, List<String> subjects, int count, Optional<String> detail) {
    /** How many ids one entry names at most. A submit or cancel of more tasks is several entries, and names them all. */
    public static final int MAX_SUBJECTS = 50;

    public AuditEntry {
        subjects = List.copyOf(subjects);
    }
}
