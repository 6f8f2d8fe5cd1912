package io.codefleet.launcher.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromExpressionTest {
    @Test
    void metricsAndLabelsAreFoundAndFunctionsAndTextsAreNot() {
        PromExpression found = PromExpression.parse(
                "histogram_quantile(0.95, sum by (le, type) (rate(a_bucket{x=\"a{b}\",y=~\".*\"}[5m]))) / (max (b:c) > 1e3) and up");
        assertThat(found.selected()).isEqualTo(Map.of("a_bucket", Set.of("x", "y"), "b:c", Set.of(), "up", Set.of()));
        assertThat(found.grouped()).containsExactly("le", "type");
    }
}
