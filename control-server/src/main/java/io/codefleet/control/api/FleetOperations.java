package io.codefleet.control.api;

import io.codefleet.Allowance;
import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.Budget;
import io.codefleet.CodefleetClient;
import io.codefleet.ConnectionState;
import io.codefleet.Page;
import io.codefleet.Spending;
import io.codefleet.control.auth.Authenticator;
import io.codefleet.control.metrics.FleetMetrics;
import io.codefleet.control.tasks.TaskActivity;
import io.codefleet.control.tasks.TaskFacet;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.json.InfoJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations on the fleet as a whole, and on the caller's own access. */
final class FleetOperations {
    private static final int MOST = 50;
    /** How many pages of the broker are read for one answer, until one has an entry. */
    private static final int AUDIT_PAGES = 50;

    private static final List<Map.Entry<String, TaskFacet>> COSTS = List.of(
            Map.entry("byProject", TaskFacet.PROJECT),
            Map.entry("byModel", TaskFacet.MODEL),
            Map.entry("bySubmitter", TaskFacet.SUBMITTER));

    private final CodefleetClient fleet;
    private final TaskReadModel tasks;
    private final FleetMetrics metrics;

    FleetOperations(CodefleetClient fleet, TaskReadModel tasks, FleetMetrics metrics) {
        this.fleet = fleet;
        this.tasks = tasks;
        this.metrics = metrics;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "getMetrics", this::metrics,
                "scrapeMetrics", this::scrape,
                "getHealth", this::health,
                "listSpending", this::spending,
                "listAudit", this::audit,
                "pauseFleet", call -> call.fleet().pause().map(paused -> ApiReply.empty()),
                "resumeFleet", call -> call.fleet().resume().map(resumed -> ApiReply.empty()),
                "getMe", this::me);
    }

    private Future<ApiReply> metrics(ApiCall call) {
        return fleet.stats().map(stats -> ApiReply.ok(InfoJson.encode(stats)));
    }

    private Future<ApiReply> scrape(ApiCall call) {
        return metrics.scrape().map(text -> new ApiReply(200, FleetMetrics.CONTENT_TYPE, Buffer.buffer(text)));
    }

    private Future<ApiReply> health(ApiCall call) {
        boolean up = fleet.connectionState() == ConnectionState.CONNECTED;
        JsonObject body = new JsonObject()
                .put("status", up ? "up" : "down")
                .put("broker", fleet.connectionState().name());
        return Future.succeededFuture(ApiReply.json(up ? 200 : 503, body));
    }

    private Future<ApiReply> spending(ApiCall call) {
        return fleet.spending()
                .compose(all -> tasks.allowances().compose(allowances -> {
                    JsonArray items = new JsonArray();
                    all.forEach(each -> items.add(encode(each, allowances.get(each.key()))));
                    JsonObject json = new JsonObject().put("items", items);
                    return Future.all(COSTS.stream()
                                    .map(by -> tasks.costs(by.getValue()))
                                    .toList())
                            .map(read -> {
                                for (int i = 0; i < COSTS.size(); i++) {
                                    json.put(COSTS.get(i).getKey(), largest(read.resultAt(i)));
                                }
                                return ApiReply.ok(json);
                            });
                }));
    }

    /** Returns what an allowance has consumed, with its limits if it is known and has any. */
    private static JsonObject encode(Spending spending, @Nullable Allowance allowance) {
        JsonObject json = InfoJson.encode(spending);
        if (allowance == null || (isUnlimited(allowance.perDay()) && isUnlimited(allowance.total()))) {
            return json;
        }
        return json.put(
                        "limits",
                        new JsonObject()
                                .put("perDay", encode(allowance.perDay()))
                                .put("total", encode(allowance.total())))
                .put("used", TaskActivity.usedShare(spending, allowance));
    }

    private static boolean isUnlimited(Budget budget) {
        return budget.equals(Budget.UNLIMITED);
    }

    private static JsonObject encode(Budget budget) {
        JsonObject json = new JsonObject();
        budget.maxCost().ifPresent(cost -> json.put("maxCost", cost.toPlainString()));
        budget.maxTokens().ifPresent(tokens -> json.put("maxTokens", tokens));
        return json;
    }

    private static JsonArray largest(Map<String, BigDecimal> costs) {
        JsonArray items = new JsonArray();
        costs.entrySet().stream()
                .filter(each -> each.getValue().signum() > 0)
                .sorted(Map.Entry.<String, BigDecimal>comparingByValue().reversed())
                .limit(MOST)
                .forEach(each -> items.add(new JsonObject()
                        .put("name", each.getKey())
                        .put("cost", each.getValue().toPlainString())));
        return items;
    }

    private Future<ApiReply> audit(ApiCall call) {
        AuditQuery query = AuditQuery.ALL.pageSize(call.number("limit").orElse(AuditQuery.ALL.pageSize()));
        query = call.query("actor").map(query::actor).orElse(query);
        query = query.actions(
                call.list("action").stream().map(AuditAction::valueOf).toArray(AuditAction[]::new));
        query = call.query("subject").map(query::subject).orElse(query);
        query = call.time("since").map(Instant::ofEpochMilli).map(query::since).orElse(query);
        query = call.time("until").map(Instant::ofEpochMilli).map(query::until).orElse(query);
        query = call.query("cursor").map(query::from).orElse(query);
        return audit(query, AUDIT_PAGES).map(page -> ApiReply.page(page, InfoJson::encode));
    }

    /** Reads on while no entry matches. A broker looks at a bounded number of entries a call, of which none may match. */
    private Future<Page<AuditEntry>> audit(AuditQuery query, int pages) {
        return fleet.audit(query)
                .compose(page -> page.next()
                        .filter(next -> page.items().isEmpty() && pages > 1)
                        .map(next -> audit(query.from(next), pages - 1))
                        .orElseGet(() -> Future.succeededFuture(page)));
    }

    private Future<ApiReply> me(ApiCall call) {
        return Future.succeededFuture(ApiReply.ok(new JsonObject()
                .put("actor", call.caller().actor())
                .put("name", call.caller().owner())
                .put("role", call.caller().role().code())
                .put("namespace", fleet.options().namespace())
                .put("session", Authenticator.isSession(call.context().request()))));
    }
}
