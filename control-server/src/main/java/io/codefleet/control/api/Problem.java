package io.codefleet.control.api;

import io.codefleet.control.server.PathPrefix;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A problem document of RFC 9457. Its type is a stable URI reference, {@code /api/v1/problems/NAME}, where a page explains it.
 *
 * @param kind what went wrong
 * @param detail what went wrong in this request, and what corrects it
 * @param retryAfter when the same request may succeed
 * @param faults the fields that are wrong
 */
record Problem(ProblemKind kind, String detail, Optional<Duration> retryAfter, List<ApiError> faults) {
    static final String PATH = "/api/v1/problems/";
    static final String MEDIA_TYPE = "application/problem+json";

    /**
     * One wrong field.
     *
     * @param pointer a JSON pointer (RFC 6901) into the body; of no meaning for a parameter
     * @param parameter the name of a parameter of the path, the query or the headers; empty for a field of the body
     * @param detail what is wrong with it
     */
    record ApiError(String pointer, String parameter, String detail) {
        /** Creates the error of a wrong field of the body. */
        ApiError(String pointer, String detail) {
            this(pointer, "", detail);
        }

        /** Creates the error of a wrong parameter. */
        static ApiError parameter(String name, String detail) {
            return new ApiError("", name, detail);
        }

        JsonObject json() {
            JsonObject json = parameter.isEmpty()
                    ? new JsonObject().put("pointer", pointer)
                    : new JsonObject().put("parameter", parameter);
            return json.put("detail", detail);
        }
    }

    static String type(PathPrefix prefix, ProblemKind kind) {
        return prefix.path() + PATH + kind.code();
    }

    static Problem of(ProblemKind kind, String detail) {
        return new Problem(kind, detail, Optional.empty(), List.of());
    }

    /** Returns the document, for clients that reach the server below this path. */
    JsonObject json(PathPrefix prefix) {
        JsonObject json = new JsonObject()
                .put("type", type(prefix, kind))
                .put("title", kind.title())
                .put("status", kind.status())
                .put("detail", detail)
                .put("retryable", kind.retryable());
        retryAfter.ifPresent(wait -> json.put("retryAfterMs", wait.toMillis()));
        if (!faults.isEmpty()) {
            JsonArray errors = new JsonArray();
            faults.forEach(fault -> errors.add(fault.json()));
            json.put("errors", errors);
        }
        return json;
    }
}
