package io.codefleet.broker;

import java.util.List;

/**
 * The answer to reports.
 *
 * @param accepted for each report, in order, whether it counted; false: the lease is lost, and the report is refused
 * @param claimed what was claimed in the same call
 */
public record ReportReply(List<Boolean> accepted, List<Assignment> claimed) {
    public ReportReply {
        accepted = List.copyOf(accepted);
        claimed = List.copyOf(claimed);
    }
}
