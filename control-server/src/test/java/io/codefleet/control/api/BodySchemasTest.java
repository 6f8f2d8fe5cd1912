package io.codefleet.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codefleet.control.ContractValues;
import io.codefleet.testing.FutureResults;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class BodySchemasTest {
    private static final String CONTRACT = "codefleet-control/openapi.yaml";
    private static final String JSON = "application/json";
    private static final int BODIES = 400;

    private final Vertx vertx = Vertx.vertx();
    private OpenAPIContract contract;
    private JsonObject document;
    private BodySchemas schemas;

    @BeforeEach
    void read() {
        contract = new ReusableContract(FutureResults.get(OpenAPIContract.builder(vertx)
                .setContractPath(CONTRACT)
                .mediaTypeRegistry(AnswerMediaTypes.registry())
                .build()));
        Map<String, Object> yaml =
                new Yaml().load(vertx.fileSystem().readFileBlocking(CONTRACT).toString());
        document = new JsonObject(yaml);
        schemas = BodySchemas.of(contract, document);
    }

    @AfterEach
    void close() {
        FutureResults.get(vertx.close().map(true));
    }

    /**
     * A body that is accepted here is not held against the schema of the contract library. One that is not accepted here is, so
     * that the library may accept more.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aBodyIsAcceptedOnlyIfTheContractLibraryAcceptsItToo(long seed) {
        ContractValues values = new ContractValues(document, new Random(seed));
        int accepted = 0;
        int valid = 0;
        int bodies = 0;
        for (Operation operation : contract.operations()) {
            for (int i = 0; operation.getRequestBody() != null && i < BODIES; i++) {
                String body = values.body(described(operation));
                bodies++;
                valid += validInLibrary(operation, body) ? 1 : 0;
                Optional<JsonNode> document = schemas.accepted(operation, JSON, Buffer.buffer(body));
                if (document.isPresent()) {
                    accepted++;
                    assertThat(JsonValues.of(document.get()))
                            .as("seed %s: %s", seed, body)
                            .isEqualTo(Json.decodeValue(body));
                    assertThat(validInLibrary(operation, body))
                            .as("seed %s, %s: %s", seed, operation.getOperationId(), body)
                            .isTrue();
                }
            }
        }
        assertThat(accepted).as("of %s valid", valid).isGreaterThan(valid * 9 / 10);
        assertThat(accepted).as("of %s", bodies).isBetween(bodies / 10, bodies * 9 / 10);
    }

    private JsonObject described(Operation operation) {
        return document.getJsonObject("paths")
                .getJsonObject(operation.getOpenAPIPath())
                .getJsonObject(operation.getHttpMethod().name().toLowerCase(Locale.ROOT));
    }

    private boolean validInLibrary(Operation operation, String body) {
        JsonSchema schema = Objects.requireNonNull(
                        operation.getRequestBody().getContent().get(JSON))
                .getSchema();
        try {
            return contract.getSchemaRepository()
                    .validator(schema)
                    .validate(Json.decodeValue(body))
                    .getValid();
        } catch (DecodeException notJson) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"prompt": "a"}                               | true
                    {"prompt": "a", "prompt": "b"}                | false
                    {"prompt": "a", "tags": {"a": "", "a": ""}}   | false
                    {"prompt": "a"} {}                            | false
                    {"prompt": "a",}                              | false
                    """)
    void onlyOneDocumentWithoutRepeatedKeysIsAccepted(String body, boolean accepted) {
        assertThat(schemas.accepted(contract.operation("submitTask"), JSON, Buffer.buffer(body))
                        .isPresent())
                .isEqualTo(accepted);
    }

    @Test
    void aMediaTypeThatTheContractDoesNotNameIsNotAccepted() {
        assertThat(schemas.accepted(
                        contract.operation("submitTask"), "text/plain", Buffer.buffer("{\"prompt\": \"a\"}")))
                .isEmpty();
    }
}
