package io.codefleet.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriParametersTest {
    private static final List<String> KNOWN = List.of("replicas", "lead");

    @Test
    void replicasAreANumberUpToTheMaximum() {
        assertThat(UriParameters.of("replicas=5", KNOWN).replicas("replicas", 5))
                .hasValue(5);
        assertThat(UriParameters.of(null, KNOWN).replicas("replicas", 5)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "6", "-1", "03", "x", "99999999999"})
    void anotherNumberOfReplicasIsRefused(String text) {
        UriParameters parameters = UriParameters.of("replicas=" + text, KNOWN);
        assertThatThrownBy(() -> parameters.replicas("replicas", 5))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("uri: has replicas=" + text + "; write a number from 1 to 5, 3 for a cluster");
    }

    @ParameterizedTest
    @CsvSource({
        "leed=true, did you mean lead?",
        "x=1, 'known are replicas, lead'",
        "lead=, write lead=…",
        "lead, write lead=…",
        "lead=true&lead=true, names lead twice",
        "'', 'known are replicas, lead'"
    })
    void anOptionThatCannotBeReadIsRefused(String query, String fault) {
        assertThatThrownBy(() -> UriParameters.of(query, KNOWN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(fault);
    }
}
