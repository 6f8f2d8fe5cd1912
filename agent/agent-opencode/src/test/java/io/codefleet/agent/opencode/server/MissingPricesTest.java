package io.codefleet.agent.opencode.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class MissingPricesTest {
    private static JsonObject config(String cost) {
        return new JsonObject("{\"provider\": {\"p\": {\"models\": {\"m\": {\"cost\": " + cost + "}, \"n\": {}}}}}");
    }

    @Test
    void aPriceOfTokensWithoutOneOfCachedTokensIsFound() {
        assertThat(MissingPrices.models(config("{\"input\": 1, \"output\": 2}")))
                .containsExactly("p/m");
        assertThat(MissingPrices.models(config("{\"input\": 1, \"cache_write\": 2}")))
                .containsExactly("p/m");
    }

    @Test
    void aPricedOrFreeModelIsNotReported() {
        assertThat(MissingPrices.models(config("{\"input\": 1, \"output\": 2, \"cache_read\": 0}")))
                .isEmpty();
        assertThat(MissingPrices.models(config("{\"input\": 0, \"output\": 0}")))
                .isEmpty();
        assertThat(MissingPrices.models(config("null"))).isEmpty();
        assertThat(MissingPrices.models(new JsonObject())).isEmpty();
    }
}
