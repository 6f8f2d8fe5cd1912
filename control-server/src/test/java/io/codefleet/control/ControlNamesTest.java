package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Coded;
import io.codefleet.control.alerts.AlertRule;
import io.codefleet.control.alerts.AlertState;
import io.codefleet.control.auth.Role;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Names in the documents of control planes. A name may be added; one that is there stays. */
class ControlNamesTest {
    private static String codes(Coded... constants) {
        return Arrays.stream(constants).map(Coded::code).sorted().collect(Collectors.joining(" "));
    }

    @Test
    void theNamesInAlertsAreUnchanged() {
        assertThat(codes(AlertState.values())).isEqualTo("FIRING PENDING RESOLVED");
        assertThat(codes(AlertRule.values()))
                .isEqualTo("allowance-used approval-waits broker-away completion-time failure-rate leases-lost"
                        + " no-progress queue-length unserved-lane worker-offline");
    }

    @Test
    void theNamesInApiKeysAreUnchanged() {
        assertThat(codes(Role.values())).isEqualTo("admin observer operator submitter worker");
    }
}
