package io.codefleet.broker.redis.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.CancelReason;
import io.codefleet.broker.redis.internal.payload.Payloads;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stored form of a cancel's reason. */
class CancelRecordTest {
    private static final Payloads PAYLOADS = new Payloads(CodefleetOptions.of("redis://localhost"));

    private static Buffer written(CancelReason cancel) {
        return CancelRecord.write(PAYLOADS, "t", cancel);
    }

    private static CancelReason read(String stored) {
        return CancelRecord.read(PAYLOADS, "t", Buffer.buffer(stored));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no more",
                "with run: by hand",
                "with love",
                "with run:",
                "with run: with other: x",
                "two\nlines",
                "{\"reason\":\"x\"}"
            })
    void reasonsAreReadBackAsTheyWereWritten(String reason) {
        CancelReason own = CancelReason.of(reason);
        CancelReason withAncestor = CancelReason.ofAncestor("run/step#1", reason);
        assertThat(read(written(own).toString())).isEqualTo(own);
        assertThat(read(written(withAncestor).toString())).isEqualTo(withAncestor);
    }

    @Test
    void theFirstVersionReadsWhatIsWritten() {
        assertThat(written(CancelReason.of("no more"))).hasToString("\"no more\"");
        assertThat(written(CancelReason.ofAncestor("run", "no more"))).hasToString("\"with run: no more\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "no more"})
    void textThatIsNotJsonIsATypedError(String stored) {
        assertThatThrownBy(() -> read(stored)).isInstanceOf(MalformedDataException.class);
    }
}
