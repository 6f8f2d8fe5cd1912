package io.codefleet.agent.opencode.session;

import io.codefleet.AgentReport;
import io.codefleet.Usage;
import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.client.UsageParser;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what came of a session's turn, once it is over. */
final class TurnResult {
    private static final Logger log = LoggerFactory.getLogger(TurnResult.class);
    /** What follows an answer, and belongs to its turn, is a few messages. */
    private static final int LATEST = 50;

    private final OpenCodeClient client;
    private final SessionFactory.Opened session;
    private final String path;

    TurnResult(OpenCodeClient client, SessionFactory.Opened session) {
        this.client = client;
        this.session = session;
        this.path = "/session/" + session.id();
    }

    /** Returns the id of the session's last message; empty if it has none. */
    Future<String> lastMessage() {
        return latest(1)
                .map(messages -> messages.isEmpty()
                        ? ""
                        : Json.text(Json.object(messages.get(messages.size() - 1), "info"), "id"));
    }

    /** Returns the messages of the turn, at least the latest of them. */
    Future<TurnMessages> messages() {
        return latest(LATEST)
                // some that OpenCode has stored it cannot read again, and many may be too large together
                .recover(e -> latest(1))
                .map(messages -> TurnMessages.after(session.last(), messages));
    }

    private Future<List<JsonObject>> latest(int number) {
        return client.array(path + "/message?limit=" + number).map(Json::objects);
    }

    /**
     * Returns the answer of the model with the usage of the turn.
     *
     * @param answer one of the messages
     */
    Future<Agent.Answer> answer(TurnMessages messages, JsonObject answer) {
        return usage().compose(all -> report().map(report -> new Agent.Answer(
                messages.words(answer),
                minus(all, session.before()),
                TurnMessages.model(answer),
                session.id(),
                report.truncated(TurnMessages.isTruncated(answer)))));
    }

    /**
     * Returns the report of the turn; an empty one if it cannot be read. An answer that is paid for must not be lost
     * because of its report.
     */
    private Future<AgentReport> report() {
        Future<JsonArray> messages = client.array(path + "/message");
        Future<JsonArray> todos = client.array(path + "/todo");
        return Future.all(messages, todos)
                .map(both -> MessageReport.of(
                        TurnMessages.after(session.last(), Json.objects(messages.result()))
                                .all(),
                        Json.objects(todos.result())))
                .otherwise(e -> {
                    log.atWarn()
                            .addKeyValue("session", session.id())
                            .addKeyValue("why", e.getMessage())
                            .log("cannot read how the agent went about it");
                    return AgentReport.NONE;
                });
    }

    /** Returns the totals of the session and of its subagents' sessions; the last message has those of its own step only. */
    Future<Usage> usage() {
        return client.object(path).compose(found -> withChildren(session.id(), UsageParser.parse(found)));
    }

    /** Returns the usage of this turn until now. */
    Future<Usage> spent() {
        return usage().map(all -> minus(all, session.before()));
    }

    private Future<Usage> withChildren(String parent, Usage own) {
        return client.array("/session/" + parent + "/children").compose(children -> {
            List<Future<Usage>> totals = new ArrayList<>();
            for (JsonObject child : Json.objects(children)) {
                totals.add(withChildren(Json.text(child, "id"), UsageParser.parse(child)));
            }
            return Future.all(totals)
                    .map(all -> totals.stream().map(Future::result).reduce(own, Usage::plus));
        });
    }

    /**
     * Returns the usage that a turn added. It is never negative: a session whose messages were reverted has not
     * consumed less.
     */
    private static Usage minus(Usage all, Usage before) {
        return Usage.builder()
                .inputTokens(Math.max(0, all.inputTokens() - before.inputTokens()))
                .outputTokens(Math.max(0, all.outputTokens() - before.outputTokens()))
                .reasoningTokens(Math.max(0, all.reasoningTokens() - before.reasoningTokens()))
                .cacheReadTokens(Math.max(0, all.cacheReadTokens() - before.cacheReadTokens()))
                .cacheWriteTokens(Math.max(0, all.cacheWriteTokens() - before.cacheWriteTokens()))
                .cost(all.cost().subtract(before.cost()).max(BigDecimal.ZERO))
                .build();
    }
}
