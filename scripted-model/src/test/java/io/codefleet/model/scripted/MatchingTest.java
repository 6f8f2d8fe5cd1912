package io.codefleet.model.scripted;

import static io.codefleet.model.scripted.ModelClient.chat;
import static io.codefleet.model.scripted.ModelClient.message;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.model.scripted.ModelClient.Answered;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which conversation a request gets, and what clients get that do not stream. */
class MatchingTest {
    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();

    private ModelClient client(Script script) {
        return new ModelClient(vertx, get(ScriptedModel.start(vertx, script)).baseUrl());
    }

    private static Answered inSession(ModelClient client, String session, String user, int replies) {
        return client.send(HttpMethod.POST, client.url(), chat(user, replies).encode(), session);
    }

    @Test
    void everythingThatIsGivenMustHold() {
        ModelClient client = client(Script.when(
                        Match.pattern("(?i)review .*\\.java").system("careful").model("beta"))
                .say("reviewed")
                .otherwise()
                .say("other"));
        JsonObject all = chat(message("system", "You are careful."), message("user", "REVIEW Foo.java"))
                .put("model", "beta");
        assertThat(client.ask(all).text()).isEqualTo("reviewed");
        assertThat(client.ask(all.copy().put("model", "alpha")).text()).isEqualTo("other");
        assertThat(client.ask(chat(message("user", "Review Foo.java")).put("model", "beta"))
                        .text())
                .isEqualTo("other");
        assertThat(client.ask(chat(message("system", "careful"), message("user", "Review it"))
                                .put("model", "beta"))
                        .text())
                .isEqualTo("other");
    }

    @Test
    void aConversationForOneSessionIsPlayedToItsEndAndThenTheNextOneThatFits() {
        ModelClient client = client(Script.when("Mend")
                .call("bash", Map.of("command", "ls"))
                .say("first")
                .sessions(1)
                .andWhen("Mend")
                .say("later"));
        assertThat(inSession(client, "ses_1", "Mend", 0).completeCalls()).hasSize(1);
        assertThat(inSession(client, "ses_2", "Mend", 0).text()).isEqualTo("later");
        assertThat(inSession(client, "ses_1", "Mend", 1).text()).isEqualTo("first");
        assertThat(inSession(client, "ses_3", "Mend", 0).text()).isEqualTo("later");
    }

    @Test
    void theLastStepMayComeAgainAndAgain() {
        ModelClient client = client(Script.when("Mend")
                .say("once")
                .call("bash", Map.of("command", "ls"))
                .repeatingLast());
        assertThat(client.ask("Mend", 0).text()).isEqualTo("once");
        assertThat(client.ask("Mend", 1).finishes()).containsExactly("tool_calls");
        assertThat(client.ask("Mend", 9).finishes()).containsExactly("tool_calls");
    }

    @Test
    void anErrorMayComeInTheMiddleOfAReply() {
        Answered answered = client(Script.always()
                        .step(ScriptStep.say("Some words and more").thenError("overloaded")))
                .ask("hello", 0);
        assertThat(answered.status()).isEqualTo(200);
        assertThat(answered.body().split("\n\n")).hasSize(2);
        assertThat(answered.body()).contains("\"error\":{\"message\":\"overloaded\"");
    }

    @Test
    void aReplyMayEndForAnotherReason() {
        assertThat(client(Script.always().step(ScriptStep.say("Some").finish("length")))
                        .ask("hello", 0)
                        .finishes())
                .containsExactly("length");
    }

    @Test
    void theModelsOfTheScriptAreListedAndConfigured() {
        ScriptedModel model = get(ScriptedModel.start(
                vertx, Script.when(Match.ANY.model("beta")).say("x").otherwise().say("y")));
        ModelClient client = new ModelClient(vertx, model.baseUrl());
        Answered listed = client.send(HttpMethod.GET, model.baseUrl() + "/models", "", "");
        assertThat(listed.body()).contains("\"id\":\"model\"", "\"id\":\"beta\"");
        assertThat(new JsonObject(model.openCodeConfig())
                        .getJsonObject("provider")
                        .getJsonObject("scripted")
                        .getJsonObject("models")
                        .fieldNames())
                .containsExactly("model", "beta");
    }

    @Test
    void aClientThatDoesNotStreamGetsTheReplyAsOnePiece() {
        ModelClient client = client(Script.always()
                .step(ScriptStep.say("I look.").reasoning("Hm").andCall("read", Map.of("filePath", "a"))));
        Answered answered = client.ask(chat("hello", 0).put("stream", false));
        JsonObject choice =
                new JsonObject(answered.body()).getJsonArray("choices").getJsonObject(0);
        assertThat(choice.getString("finish_reason")).isEqualTo("tool_calls");
        JsonObject message = choice.getJsonObject("message");
        assertThat(message.getString("content")).isEqualTo("I look.");
        assertThat(message.getString("reasoning_content")).isEqualTo("Hm");
        assertThat(message.getJsonArray("tool_calls")
                        .getJsonObject(0)
                        .getJsonObject("function")
                        .getMap())
                .containsEntry("name", "read")
                .containsEntry("arguments", "{\"filePath\":\"a\"}");
        assertThat(new JsonObject(answered.body()).getJsonObject("usage").getInteger("prompt_tokens"))
                .isEqualTo(100);
    }

    @Test
    void faultsReachClientsThatDoNotStreamToo() {
        ModelClient client = client(Script.always()
                .step(ScriptStep.say("x").thenError("overloaded").times(1))
                .step(ScriptStep.say("x").thenInvalidJson().times(1))
                .say("whole"));
        JsonObject asked = chat("hello", 0);
        asked.remove("stream");
        assertThat(client.ask(asked).error().getString("message")).isEqualTo("overloaded");
        assertThat(client.ask(asked).body()).endsWith("[{");
        assertThat(client.ask(asked).body()).contains("\"content\":\"whole\"");
    }
}
