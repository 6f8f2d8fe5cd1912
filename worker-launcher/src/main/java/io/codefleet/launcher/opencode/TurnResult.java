package io.codefleet.launcher.opencode;

import io.codefleet.AttemptException;
import io.codefleet.Usage;
import io.codefleet.launcher.worker.Agent;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what came of a session's turn, once it is over. */
final class TurnResult {
    private static final int COST_DECIMALS = 10;

    private final OpenCodeClient client;
    private final String session;

    TurnResult(OpenCodeClient client, String session) {
        this.client = client;
        this.session = session;
    }

    /** The last message, if it is the agent's: {@code info} and {@code parts}. */
    Future<Optional<JsonObject>> lastWords() {
        return client.array("/session/" + session + "/message?limit=1").map(messages -> {
            List<JsonObject> all = Json.objects(messages);
            return all.isEmpty()
                            || !Json.text(Json.object(all.get(all.size() - 1), "info"), "role")
                                    .equals("assistant")
                    ? Optional.empty()
                    : Optional.of(all.get(all.size() - 1));
        });
    }

    /** What a last message means; fails if it tells of an error, or was never finished. */
    Future<Agent.Answer> answer(JsonObject last) {
        JsonObject info = Json.object(last, "info");
        if (info.getValue("error") instanceof JsonObject error) {
            return Future.failedFuture(SessionErrors.of(error));
        }
        if (Json.text(info, "finish").isEmpty()) {
            return Future.failedFuture(
                    AttemptException.transientFault("the turn was cut off before the model had finished"));
        }
        String model = Json.text(info, "providerID") + "/" + Json.text(info, "modelID");
        return usage().map(usage -> new Agent.Answer(text(last), usage, model, session));
    }

    private static String text(JsonObject message) {
        return Json.objects(message, "parts").stream()
                .filter(part -> Json.text(part, "type").equals("text"))
                .filter(part -> !Json.flag(part, "synthetic") && !Json.flag(part, "ignored"))
                .map(part -> Json.text(part, "text"))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    /**
     * The session's totals, with those of the sessions of its subagents: the last message tells its own step only. The session
     * was made for this turn, so all of it counts.
     */
    Future<Usage> usage() {
        return client.object("/session/" + session).compose(found -> withChildren(session, usage(found)));
    }

    private Future<Usage> withChildren(String parent, Usage own) {
        return client.array("/session/" + parent + "/children").compose(children -> {
            List<Future<Usage>> totals = new ArrayList<>();
            for (JsonObject child : Json.objects(children)) {
                totals.add(withChildren(Json.text(child, "id"), usage(child)));
            }
            return Future.all(totals)
                    .map(all -> totals.stream().map(Future::result).reduce(own, Usage::plus));
        });
    }

    static Usage usage(JsonObject session) {
        JsonObject tokens = Json.object(session, "tokens");
        JsonObject cache = Json.object(tokens, "cache");
        return new Usage(
                Json.count(tokens, "input"),
                Json.count(tokens, "output"),
                Json.count(tokens, "reasoning"),
                Json.count(cache, "read"),
                Json.count(cache, "write"),
                cost(session));
    }

    /** OpenCode adds up binary fractions of a dollar; what is behind the tenth decimal is their noise. */
    private static BigDecimal cost(JsonObject session) {
        Object cost = session.getValue("cost");
        return cost instanceof Number number
                ? BigDecimal.valueOf(number.doubleValue())
                        .setScale(COST_DECIMALS, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                : BigDecimal.ZERO;
    }
}
