package io.codefleet.model.scripted;

import static io.codefleet.model.scripted.ModelClient.chat;
import static io.codefleet.model.scripted.ModelClient.message;
import static io.codefleet.model.scripted.ModelClient.tool;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.model.scripted.ModelClient.Answered;
import io.codefleet.model.scripted.ModelRequest.Purpose;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ScriptedModelTest {
    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();

    private ScriptedModel model(Script script) {
        return get(ScriptedModel.start(vertx, script));
    }

    private ModelClient client(Script script) {
        return client(model(script));
    }

    private ModelClient client(ScriptedModel model) {
        return new ModelClient(vertx, model.baseUrl());
    }

    @Test
    void textComesInSeveralChunksAndInOrder() {
        String text = "The name is cut by one letter, so I put it back.\n\n  Indented.";
        Answered answered = client(Script.always().say(text)).ask("hello", 0);
        assertThat(answered.status()).isEqualTo(200);
        assertThat(answered.response().getHeader("content-type")).startsWith("text/event-stream");
        assertThat(answered.text()).isEqualTo(text);
        assertThat(answered.deltas().filter(delta -> delta.containsKey("content")))
                .hasSizeGreaterThan(2);
        assertThat(answered.finishes()).containsExactly("stop");
        assertThat(answered.body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void blankTextIsKept() {
        assertThat(client(Script.always().say("  \n")).ask("hello", 0).text()).isEqualTo("  \n");
    }

    @Test
    void reasoningComesBeforeText() {
        Answered answered = client(Script.always().step(ScriptStep.say("Yes.").reasoning("Is it so? It is.")))
                .ask("hello", 0);
        assertThat(answered.joined("reasoning_content")).isEqualTo("Is it so? It is.");
        assertThat(answered.text()).isEqualTo("Yes.");
        assertThat(answered.deltas().findFirst().orElseThrow().containsKey("reasoning_content"))
                .isTrue();
    }

    @Test
    void toolsAreCalledWithTheirArguments() {
        ScriptStep step = ScriptStep.call("bash", Map.of("command", "ls")).andCall("read", Map.of("filePath", "a.txt"));
        Answered answered = client(Script.always().step(step)).ask("hello", 0);
        assertThat(answered.completeCalls())
                .containsExactly("bash {\"command\":\"ls\"}", "read {\"filePath\":\"a.txt\"}");
        assertThat(answered.calls().stream()
                        .map(call -> call.getString("id"))
                        .filter(id -> id != null)
                        .distinct())
                .hasSize(2);
        assertThat(answered.finishes()).containsExactly("tool_calls");
    }

    @Test
    void usageIsReported() {
        JsonObject usage = client(Script.always().step(ScriptStep.say("x").usage(1000, 50, 800, 20)))
                .ask("hello", 0)
                .usage();
        assertThat(usage.getInteger("prompt_tokens")).isEqualTo(1000);
        assertThat(usage.getInteger("completion_tokens")).isEqualTo(50);
        assertThat(usage.getInteger("total_tokens")).isEqualTo(1050);
        assertThat(usage.getJsonObject("prompt_tokens_details").getInteger("cached_tokens"))
                .isEqualTo(800);
        assertThat(usage.getJsonObject("completion_tokens_details").getInteger("reasoning_tokens"))
                .isEqualTo(20);
    }

    @Test
    void stepsFollowTheRepliesSinceTheUsersLastMessage() {
        ModelClient client = client(Script.when("Mend")
                .call("bash", Map.of("command", "ls"))
                .say("Mended.")
                .andWhen("Explain")
                .say("It greets.")
                .otherwise()
                .say("What?"));
        assertThat(client.ask("Mend it", 0).completeCalls()).hasSize(1);
        assertThat(client.ask("Mend it", 1).text()).isEqualTo("Mended.");
        assertThat(client.ask("Mend it", 2).text()).isEqualTo("done");
        assertThat(client.ask("Explain it", 0).text()).isEqualTo("It greets.");
        assertThat(client.ask("Sing", 0).text()).isEqualTo("What?");
        JsonObject second = chat("Mend it", 2);
        second.getJsonArray("messages")
                .add(message(
                        "user",
                        new JsonArray().add(new JsonObject().put("type", "text").put("text", "Explain it"))));
        assertThat(client.ask(second).text()).isEqualTo("It greets.");
    }

    @Test
    void anUnmatchedMessageIsRefusedWithARemedy() {
        Answered answered = client(Script.when("Mend").say("x")).ask("Sing", 0);
        assertThat(answered.status()).isEqualTo(400);
        assertThat(answered.error().getString("message")).contains("'Sing'").contains("fallback");
    }

    @Test
    void titlesAndCompactionsAreAnsweredOutsideTheScript() {
        ScriptedModel model = model(Script.always().call("bash", Map.of("command", "ls")));
        ModelClient client = client(model);
        JsonObject title = chat(message("system", "You are a title generator."), message("user", "Mend"));
        title.remove("tools");
        JsonObject compaction = chat(message("user", "Here is the conversation so far: …"));
        compaction.remove("tools");
        assertThat(client.ask(title).finishes()).containsExactly("stop");
        assertThat(client.ask(compaction).finishes()).containsExactly("stop");
        assertThat(client.ask("Mend", 0).finishes()).containsExactly("tool_calls");
        assertThat(model.requests())
                .extracting(ModelRequest::purpose)
                .containsExactly(Purpose.TITLE, Purpose.COMPACTION, Purpose.STEP);
        assertThat(model.steps()).hasSize(1);
    }

    @Test
    void theScriptContinuesAfterACompaction() {
        ModelClient client = client(Script.when("Mend")
                .call("bash", Map.of("command", "1"))
                .call("bash", Map.of("command", "2"))
                .say("Mended."));
        client.send(HttpMethod.POST, client.url(), chat("Mend", 0).encode(), "ses_1");
        client.send(HttpMethod.POST, client.url(), chat("Mend", 1).encode(), "ses_1");
        assertThat(afterCompaction(client).text()).isEqualTo("Mended.");
    }

    @Test
    void theScriptContinuesAfterACompactionCausedByARefusal() {
        ModelClient client = client(Script.when("Mend")
                .call("bash", Map.of("command", "1"))
                .step(ScriptStep.fail(400, "too long")
                        .code("context_length_exceeded")
                        .times(1))
                .say("Mended."));
        client.send(HttpMethod.POST, client.url(), chat("Mend", 0).encode(), "ses_1");
        client.send(HttpMethod.POST, client.url(), chat("Mend", 1).encode(), "ses_1");
        assertThat(afterCompaction(client).text()).isEqualTo("Mended.");
    }

    private static Answered afterCompaction(ModelClient client) {
        JsonObject compaction = chat(message("user", "Here is the conversation so far: …"));
        compaction.remove("tools");
        client.send(HttpMethod.POST, client.url(), compaction.encode(), "ses_1");
        String goOn = "It was too large.\n\nContinue if you have next steps, or stop";
        JsonObject chat = chat(message("assistant", "short"), message("user", goOn));
        return client.send(HttpMethod.POST, client.url(), chat.encode(), "ses_1");
    }

    @Test
    void anAnswerOfAGivenFormIsGivenByItsTool() {
        ModelClient client = client(Script.always().step(ScriptStep.structured(Map.of("answer", "42"))));
        JsonObject asked = chat("Answer", 0);
        asked.getJsonArray("tools").add(tool("StructuredOutput"));
        assertThat(client.ask(asked.put("tool_choice", "required")).completeCalls())
                .containsExactly("StructuredOutput {\"answer\":\"42\"}");
        assertThat(client.ask("Answer", 0).text()).isEqualTo("{\"answer\":\"42\"}");
    }

    @Test
    void anErrorIsAnsweredInTheFormOfOpenAi() {
        ScriptStep step = ScriptStep.fail(400, "too long")
                .code("context_length_exceeded")
                .type("invalid_request_error")
                .retryAfter(Duration.ofSeconds(3));
        Answered answered = client(Script.always().step(step)).ask("hello", 0);
        assertThat(answered.status()).isEqualTo(400);
        assertThat(answered.response().getHeader("retry-after")).isEqualTo("3");
        assertThat(answered.error().getMap())
                .containsEntry("message", "too long")
                .containsEntry("type", "invalid_request_error")
                .containsEntry("code", "context_length_exceeded");
    }

    @Test
    void retryAfterBelowOneSecondIsSentInMilliseconds() {
        ScriptStep step = ScriptStep.fail(429, "slow down").retryAfter(Duration.ofMillis(50));
        Answered answered = client(Script.always().step(step)).ask("hello", 0);
        assertThat(answered.response().getHeader("retry-after-ms")).isEqualTo("50");
        assertThat(answered.response().getHeader("retry-after")).isNull();
    }

    @Test
    void aFaultEndsAfterItsNumberOfTimes() {
        ModelClient client = client(Script.always()
                .call("bash", Map.of("command", "ls"))
                .step(ScriptStep.fail(500, "oh").times(2))
                .step(ScriptStep.say("half").thenCut().times(1))
                .say("Whole.")
                .say("Last."));
        assertThat(client.ask("hello", 0).completeCalls()).hasSize(1);
        assertThat(client.ask("hello", 1).status()).isEqualTo(500);
        assertThat(client.ask("hello", 1).status()).isEqualTo(500);
        assertThat(client.ask("hello", 1).broken()).isTrue();
        assertThat(client.ask("hello", 1).text()).isEqualTo("Whole.");
        assertThat(client.ask("hello", 2).text()).isEqualTo("Last.");
    }

    @Test
    void aCutStreamEndsAfterItsFirstChunk() {
        ScriptedModel model = model(Script.always()
                .step(ScriptStep.say("Some words that make several chunks").thenCut()));
        Answered answered = client(model).ask("hello", 0);
        assertThat(answered.broken()).isTrue();
        assertThat(answered.chunks()).hasSize(1);
        assertThat(model.requests().get(0).closedEarly()).isFalse();
    }

    @Test
    void aHangingStreamGivesItsFirstChunkAndSeesTheClientGo() {
        ScriptedModel model = model(Script.always()
                .step(ScriptStep.say("Some words that make several chunks").thenHang()));
        ModelClient client = client(model);
        List<String> parts = new CopyOnWriteArrayList<>();
        HttpClientRequest request = get(client.begin(chat("hello", 0), response -> {
            response.exceptionHandler(e -> {});
            response.handler(part -> parts.add(part.toString()));
        }));
        await().until(() -> parts.size() == 1);
        assertThat(model.requests()).singleElement().matches(each -> !each.closedEarly());
        get(request.connection().close());
        await().until(() -> model.requests().get(0).closedEarly());
        assertThat(parts).hasSize(1);
    }

    @Test
    void aReplyThatHasNotBegunSeesTheClientGoToo() {
        ScriptedModel model = model(Script.always().step(ScriptStep.say("x").after(Duration.ofHours(1))));
        HttpClientRequest request = get(client(model).begin(chat("hello", 0), response -> {}));
        await().until(() -> model.requests().size() == 1);
        get(request.connection().close());
        await().until(() -> model.requests().get(0).closedEarly());
    }

    @Test
    void invalidJsonComesAfterTheFirstChunk() {
        Answered answered = client(Script.always()
                        .step(ScriptStep.say("Some words and more").thenInvalidJson()))
                .ask("hello", 0);
        assertThat(answered.body().split("\n\n")).hasSize(2);
        assertThat(answered.body()).endsWith("[{\n\n");
        assertThat(answered.broken()).isFalse();
    }

    @Test
    void aReplyWithoutFinishHasAllElse() {
        Answered answered = client(
                        Script.always().step(ScriptStep.say("Some words").withoutFinish()))
                .ask("hello", 0);
        assertThat(answered.text()).isEqualTo("Some words");
        assertThat(answered.finishes()).isEmpty();
        assertThat(answered.body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void waitsBeforeTheFirstByteAndBetweenChunks() {
        ScriptStep step = ScriptStep.say("Some words that make several chunks")
                .after(Duration.ofMillis(200))
                .chunkDelay(Duration.ofMillis(50));
        long before = System.nanoTime();
        Answered answered = client(Script.always().step(step)).ask("hello", 0);
        assertThat(answered.text()).isEqualTo("Some words that make several chunks");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    void requestsAreRecorded() {
        ScriptedModel model = model(Script.always().say("x"));
        ModelClient client = client(model);
        client.send(HttpMethod.POST, client.url(), chat("hello", 0).encode(), "ses_1");
        ModelRequest request = model.requests().get(0);
        assertThat(request.body()).isEqualTo(chat("hello", 0));
        assertThat(request.session()).isEqualTo("ses_1");
        assertThat(request.headers()).containsEntry("x-session-id", "ses_1");
        assertThat(request.header("X-Session-ID")).isEqualTo("ses_1");
        assertThat(request.lastUserText()).isEqualTo("hello");
        assertThat(request.closedEarly()).isFalse();
    }

    @Test
    void unknownPathsAndBodiesAreRefused() {
        ScriptedModel model = model(Script.always().say("x"));
        ModelClient client = client(model);
        Answered path = client.send(HttpMethod.GET, model.baseUrl() + "/files", "", "");
        assertThat(path.status()).isEqualTo(404);
        assertThat(path.error().getString("message")).contains("GET /v1/files");
        for (String body : List.of("{", "[]", "", "{\"stream\":true}", "{\"messages\":{}}")) {
            Answered bad = client.send(HttpMethod.POST, client.url(), body, "");
            assertThat(bad.status()).as(body).isEqualTo(400);
            assertThat(bad.error().getString("type")).isEqualTo("invalid_request_error");
        }
        assertThat(model.requests()).isEmpty();
    }

    @Test
    void theConfigurationListsNoOtherModel() {
        ScriptedModel model = model(Script.always().say("x"));
        JsonObject config = new JsonObject(model.openCodeConfig());
        assertThat(config.getString("model")).isEqualTo("scripted/model");
        assertThat(config.getJsonArray("enabled_providers")).containsExactly("scripted");
        assertThat(config.getJsonObject("provider")
                        .getJsonObject("scripted")
                        .getJsonObject("options")
                        .getString("baseURL"))
                .isEqualTo(model.baseUrl());
    }

    @Test
    void aClosedModelRefusesRequestsAndEndsHangingOnes() {
        ScriptedModel model =
                model(Script.always().step(ScriptStep.say("Some words").thenHang()));
        ModelClient client = client(model);
        Promise<Boolean> broken = Promise.promise();
        get(client.begin(chat("hello", 0), response -> {
            response.exceptionHandler(e -> broken.tryComplete(true));
            response.endHandler(end -> broken.tryComplete(false));
            response.handler(part -> model.close());
        }));
        assertThat(get(broken.future())).isTrue();
        assertThat(get(client.begin(chat("hello", 0), response -> {})
                        .map("connected")
                        .otherwise("refused")))
                .isEqualTo("refused");
    }
}
