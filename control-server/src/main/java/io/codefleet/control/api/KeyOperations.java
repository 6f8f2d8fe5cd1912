package io.codefleet.control.api;

import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Role;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The operations on API keys. */
final class KeyOperations {
    private final ApiKeys keys;

    KeyOperations(ApiKeys keys) {
        this.keys = keys;
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
        return keys.actingAs(call.caller().actor())
                .issue(body.getString("owner"), Role.of(body.getString("role")), end)
                .map(issued -> ApiReply.json(201, issued.key().json().put("key", issued.token())));
    }

    private Future<ApiReply> revoke(ApiCall call) {
        String id = call.path("id");
        return keys.actingAs(call.caller().actor()).revoke(id).map(found -> {
            if (!found) {
                throw new ProblemException(Problem.of(ProblemKind.KEY_NOT_FOUND, "There is no API key " + id + "."));
            }
            return ApiReply.empty();
        });
    }
}
