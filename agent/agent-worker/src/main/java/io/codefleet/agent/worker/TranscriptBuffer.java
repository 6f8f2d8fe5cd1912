package io.codefleet.agent.worker;

import io.codefleet.json.TranscriptDocuments;
import io.codefleet.json.TranscriptJson;
import io.codefleet.transcript.TranscriptPart;
import io.codefleet.transcript.TranscriptStep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The steps of an attempt in parts of bounded size. The first half of the parts keeps the beginning of the attempt; the other half
 * is a ring that keeps its end. A part is written again only while it grows. Not thread-safe.
 */
final class TranscriptBuffer {
    /** Size of the steps of a part as JSON. */
    static final int PART_BYTES = 16 * 1024;

    /** Steps of this size as JSON fit into a part however badly they compress. */
    private static final int ALWAYS_FIT = 8 * 1024;

    private final int headSlots;
    private final int tailSlots;
    private final Map<Integer, OpenPart> parts = new TreeMap<>();
    private int opened;
    private int count;
    private boolean complete;
    private @Nullable OpenPart current;

    /** A part that steps are added to. */
    private static final class OpenPart {
        final int first;
        final List<TranscriptStep> steps = new ArrayList<>();
        int bytes;
        boolean changed;

        OpenPart(int first) {
            this.first = first;
        }
    }

    TranscriptBuffer(int maxBytes) {
        int slots = Math.max(2, maxBytes / PART_BYTES);
        this.headSlots = slots / 2;
        this.tailSlots = slots - headSlots;
    }

    /** Adds a step. One that no part can hold becomes a note of its size. */
    void add(TranscriptStep step) {
        int bytes = bytes(step);
        OpenPart part = current;
        if (part == null || !fits(part, step, bytes)) {
            part = open();
            if (!fits(part, step, bytes)) {
                add(new TranscriptStep.Note(step.at(), "oversized", "a step of " + bytes + " bytes is left out"));
                return;
            }
        }
        part.steps.add(step);
        part.bytes += bytes;
        part.changed = true;
        count++;
    }

    private static int bytes(TranscriptStep step) {
        return TranscriptJson.encode(new TranscriptPart(0, List.of(step), false))
                .toBuffer()
                .length();
    }

    private static boolean fits(OpenPart part, TranscriptStep step, int bytes) {
        int all = part.bytes + bytes;
        if (all <= ALWAYS_FIT) {
            return true;
        }
        if (all > PART_BYTES && !part.steps.isEmpty()) {
            return false;
        }
        List<TranscriptStep> steps = new ArrayList<>(part.steps);
        steps.add(step);
        return TranscriptDocuments.content(new TranscriptPart(part.first, steps, true))
                        .length()
                <= TranscriptDocuments.MAX_BYTES;
    }

    private OpenPart open() {
        OpenPart last = current;
        if (last != null && last.steps.isEmpty()) {
            return last;
        }
        int slot = opened < headSlots ? opened : headSlots + (opened - headSlots) % tailSlots;
        opened++;
        OpenPart part = new OpenPart(count);
        parts.put(slot, part);
        current = part;
        return part;
    }

    /** Marks the last step as the last of the attempt. */
    void complete() {
        complete = true;
        touch();
    }

    /** Makes the last part one that is to be written. */
    void touch() {
        (current == null ? open() : current).changed = true;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /**
     * Returns the parts that have changed since the last call, by their slots.
     *
     * @param running steps that have not ended; they are shown at the end of the last part as far as they fit
     */
    Map<Integer, String> takeChanged(Collection<TranscriptStep> running) {
        Map<Integer, String> changed = new TreeMap<>();
        parts.forEach((slot, part) -> {
            if (part.changed) {
                part.changed = false;
                changed.put(slot, content(part, running));
            }
        });
        return changed;
    }

    private String content(OpenPart part, Collection<TranscriptStep> running) {
        boolean isLast = part == current;
        if (isLast && !complete && !running.isEmpty()) {
            List<TranscriptStep> steps = new ArrayList<>(part.steps);
            steps.addAll(running);
            String all = TranscriptDocuments.content(new TranscriptPart(part.first, steps, false));
            if (all.length() <= TranscriptDocuments.MAX_BYTES) {
                return all;
            }
        }
        return TranscriptDocuments.content(new TranscriptPart(part.first, part.steps, isLast && complete));
    }

    /** Makes a part one that is to be written again, as it could not be written. */
    void failed(int slot) {
        OpenPart part = parts.get(slot);
        if (part != null) {
            part.changed = true;
        }
    }
}
