package io.codefleet.agent.opencode.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.agent.opencode.client.ServerFault;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionErrorsTest {

    private static TaskError error(String name, JsonObject data) {
        return SessionErrors.of(new JsonObject().put("name", name).put("data", data))
                .error();
    }

    @ParameterizedTest
    @CsvSource({
        "400,false,PERMANENT",
        "401,false,PERMANENT",
        "402,false,PERMANENT",
        "403,false,PERMANENT",
        "404,false,PERMANENT",
        "422,false,PERMANENT",
        "408,false,TRANSIENT",
        "429,false,TRANSIENT",
        "500,false,TRANSIENT",
        "529,true,TRANSIENT",
        "409,true,TRANSIENT"
    })
    void theStatusOfTheProviderDecidesTheRetry(int status, boolean retryable, ErrorKind kind) {
        TaskError error = error(
                "APIError",
                new JsonObject().put("message", "no").put("statusCode", status).put("isRetryable", retryable));

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.message()).contains("answered " + status + ": no");
    }

    @Test
    void aProviderThatCannotBeReachedIsTriedAgain() {
        assertThat(error("APIError", new JsonObject().put("message", "ECONNRESET"))
                        .kind())
                .isEqualTo(ErrorKind.TRANSIENT);
    }

    @Test
    void aProviderThatNamesATimeIsGivenIt() {
        JsonObject data = new JsonObject()
                .put("message", "slow down")
                .put("statusCode", 429)
                .put("isRetryable", true)
                .put("responseHeaders", new JsonObject().put("Retry-After", "7"));

        TaskError error = error("APIError", data);

        assertThat(error.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(error.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({
        "ContextOverflowError,too long,PERMANENT",
        "ContentFilterError,no,PERMANENT",
        "StructuredOutputError,no,PERMANENT",
        "ProviderAuthError,no key,PERMANENT",
        "MessageAbortedError,Aborted,TRANSIENT",
        "UnknownError,Model not found: stub/nope.,PERMANENT",
        "UnknownError,ProviderModelNotFoundError: Model not found: stub/nope.,PERMANENT",
        "UnknownError,The operation timed out.,TRANSIENT",
        "SomethingNew,?,TRANSIENT"
    })
    void everyOtherErrorHasItsKind(String name, String message, ErrorKind kind) {
        assertThat(error(name, new JsonObject().put("message", message)).kind()).isEqualTo(kind);
    }

    @Test
    void aStackTraceIsNotPartOfTheMessage() {
        assertThat(error("UnknownError", new JsonObject().put("message", "it broke\n    at x (y.js:1)"))
                        .message())
                .isEqualTo("OpenCode: it broke");
    }

    @Test
    void anErrorWithoutAnythingIsOneToo() {
        assertThat(SessionErrors.of(new JsonObject()).error().kind()).isEqualTo(ErrorKind.TRANSIENT);
    }

    @Test
    void aRequestThatTheServerRefusesIsNotTriedAgain() {
        ServerFault fault = ServerFault.of(
                "POST /session", 400, "{\"name\":\"BadRequest\",\"data\":{\"message\":\"Missing key\"}}");

        TaskError error = SessionErrors.of(fault).error();

        assertThat(error.kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(error.message()).contains("POST /session answered 400: Missing key");
    }

    @Test
    void aServerThatIsNotThereIsTriedAgain() {
        AttemptException mapped = SessionErrors.of(new ConnectException("refused"));

        assertThat(mapped.error().kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(mapped).hasRootCauseMessage("refused");
    }
}
