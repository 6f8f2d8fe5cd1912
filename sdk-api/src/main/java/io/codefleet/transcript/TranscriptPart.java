package io.codefleet.transcript;

import java.util.List;

/**
 * Steps of a transcript that are kept together, as one {@link io.codefleet.Document} of the attempt: see {@link
 * io.codefleet.json.TranscriptDocuments}. A worker writes a part again while it grows. Steps that are in no part were left out.
 *
 * @param first the number of the first step, from 0
 * @param steps the steps
 * @param complete whether the last one is the last of the attempt
 */
public record TranscriptPart(int first, List<TranscriptStep> steps, boolean complete) {
    public TranscriptPart {
        steps = List.copyOf(steps);
    }
}
