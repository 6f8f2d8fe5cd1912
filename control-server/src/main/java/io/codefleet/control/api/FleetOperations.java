package io.codefleet.control.api;

import io.codefleet.AuditQuery;
import io.codefleet.CodefleetClient;
import io.codefleet.ConnectionState;
import io.codefleet.control.metrics.FleetMetrics;
import io.codefleet.json.InfoJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The operations on the fleet as a whole, and on the caller's own access. */
final class FleetOperations {
    private final CodefleetClient fleet;
    private final FleetMetrics metrics;

    FleetOperations(CodefleetClient fleet, FleetMetrics metrics) {
        this.fleet = fleet;
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
        return fleet.spending().map(all -> {
            JsonArray items = new JsonArray();
            all.forEach(each -> items.add(InfoJson.encode(each)));
            return ApiReply.ok(new JsonObject().put("items", items));
        });
    }

    private Future<ApiReply> audit(ApiCall call) {
        AuditQuery query = AuditQuery.ALL.pageSize(call.number("limit").orElse(AuditQuery.ALL.pageSize()));
        query = call.query("actor").map(query::actor).orElse(query);
        query = call.query("cursor").map(query::from).orElse(query);
        return fleet.audit(query).map(page -> ApiReply.page(page, InfoJson::encode));
    }

    private Future<ApiReply> me(ApiCall call) {
        return Future.succeededFuture(ApiReply.ok(new JsonObject()
                .put("actor", call.caller().actor())
                .put("name", call.caller().owner())
                .put("role", call.caller().role().code())
                .put("namespace", fleet.options().namespace())));
    }
}
