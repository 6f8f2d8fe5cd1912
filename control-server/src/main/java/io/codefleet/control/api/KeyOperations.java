package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.FurtherNamespaces;
import io.codefleet.control.auth.Principal;
import io.codefleet.control.auth.Role;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations on API keys. */
final class KeyOperations {
    private static final String OTHERS = "alsoIn";

    private final ApiKeys keys;
    private final FurtherNamespaces further;
    private final String namespace;

    KeyOperations(Vertx vertx, CodefleetClient fleet, ApiKeys keys) {
        this.keys = keys;
        this.further = new FurtherNamespaces(vertx, fleet, keys);
        this.namespace = fleet.options().namespace();
    }

    Map<String, Operation> operations() {
        return Map.of("listKeys", this::list, "createKey", this::create, "revokeKey", this::revoke);
    }

    private Future<ApiReply> list(ApiCall call) {
        return keys.list().map(all -> {
            JsonArray items = new JsonArray();
            all.forEach(key -> items.add(key.json()));
            return ApiReply.ok(new JsonObject().put("items", items));
        });
    }

    private Future<ApiReply> create(ApiCall call) {
        JsonObject body = call.body();
        Optional<Instant> end = Optional.ofNullable(body.getLong("expiresAt")).map(Instant::ofEpochMilli);
        if (end.isPresent() && !end.get().isAfter(Instant.now())) {
            throw new InvalidInputException(
                    "expiresAt", "is in the past; give a later time, or leave it out for 90 days");
        }
        List<String> others = others(body);
        ApiKeys acting = keys.actingAs(call.caller().actor());
        return checkRights(call.caller(), others)
                .compose(allowed -> acting.issue(body.getString("owner"), Role.of(body.getString("role")), end, others))
                .compose(issued -> further.adopt(call.caller(), issued.key())
                        .recover(failure ->
                                acting.revoke(issued.key().id()).transform(revoked -> Future.failedFuture(failure)))
                        .map(issued))
                .map(issued -> ApiReply.json(201, issued.key().json().put("key", issued.token())));
    }

    private List<String> others(JsonObject body) {
        return body.getJsonArray(OTHERS, new JsonArray()).stream()
                .map(String::valueOf)
                .filter(name -> !name.equals(namespace))
                .distinct()
                .toList();
    }

    /**
     * Checks that the creator of a key is an administrator of each namespace of the key, as the control plane of that
     * namespace would check.
     */
    private Future<Void> checkRights(Principal caller, List<String> others) {
        return further.notAdministered(caller, others).map(refused -> {
            if (!refused.isEmpty()) {
                String detail = "Your key is not one of an administrator in " + String.join(", ", refused)
                        + ". Create the key with one that is, or with 'codefleet keys create --also-in'.";
                throw new ProblemException(new Problem(
                        ProblemKind.FORBIDDEN,
                        detail,
                        Optional.empty(),
                        List.of(new Problem.ApiError("/" + OTHERS, detail))));
            }
            return null;
        });
    }

    private Future<ApiReply> revoke(ApiCall call) {
        String id = call.path("id");
        ApiKeys acting = keys.actingAs(call.caller().actor());
        return acting.list()
                .map(all -> all.stream().filter(key -> key.id().equals(id)).findFirst())
                .compose(key -> key.map(found -> further.revoke(call.caller(), found))
                        .orElse(Future.succeededFuture(List.of())))
                .compose(remaining -> removed(acting, id).map(found -> {
                    if (!found) {
                        throw new ProblemException(
                                Problem.of(ProblemKind.KEY_NOT_FOUND, "There is no API key " + id + "."));
                    }
                    return ApiReply.ok(new JsonObject().put("id", id).put("stillAcceptedIn", new JsonArray(remaining)));
                }));
    }

    /** Removes a key. An id that the audit could not name is that of no key. */
    private static Future<Boolean> removed(ApiKeys keys, String id) {
        return keys.revoke(id)
                .recover(failure -> failure instanceof InvalidInputException
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(failure));
    }
}
