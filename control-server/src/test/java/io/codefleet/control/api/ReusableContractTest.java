package io.codefleet.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.testing.FutureResults;
import io.vertx.core.Vertx;
import io.vertx.json.schema.JsonSchema;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReusableContractTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        FutureResults.get(vertx.close().map(true));
    }

    /** A validator of the library's own repository copies all schemas of the contract. */
    @Test
    void theValidatorOfASchemaIsMadeOnce() {
        OpenAPIContract contract = new ReusableContract(FutureResults.get(OpenAPIContract.builder(vertx)
                .setContractPath("codefleet-control/openapi.yaml")
                .mediaTypeRegistry(AnswerMediaTypes.registry())
                .build()));
        JsonSchema schema = body(contract);
        assertThat(contract.getSchemaRepository().validator(schema))
                .isSameAs(contract.getSchemaRepository().validator(body(contract)));
    }

    private static JsonSchema body(OpenAPIContract contract) {
        MediaType json =
                contract.operation("putTask").getRequestBody().getContent().get("application/json");
        return Objects.requireNonNull(json).getSchema();
    }
}
