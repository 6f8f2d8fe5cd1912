package io.codefleet;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import org.junit.jupiter.api.Test;

class AuditQueryTest {
    @Test
    void anActionThatIsNeverStoredIsRefused() {
        assertThatThrownBy(() -> AuditQuery.ALL.actions(AuditAction.PURGED, AuditAction.UNKNOWN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("query.actions: has UNKNOWN");
    }
}
