package io.codefleet.control.api;

import io.codefleet.control.server.OwnContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.contract.Style;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.RequestUtils;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ValidatableRequest;
import io.vertx.openapi.validation.ValidatedRequest;
import io.vertx.openapi.validation.ValidatorException;
import io.vertx.openapi.validation.transformer.FormTransformer;
import io.vertx.openapi.validation.transformer.ParameterTransformer;
import io.vertx.openapi.validation.transformer.SimpleTransformer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks requests against the contract. The contract library does so on a worker thread, one request after the other, and the
 * way there and back takes longer than the check of a usual request. So a request is checked on its event loop, and one with a
 * large body on a worker thread, one at a time in the server. A request that is not valid there goes to the library, whose failure names
 * the faults. Methods are called on the event loop of the request.
 */
final class RequestValidation {
    private static final int LARGE_BYTES = 32 * 1024;
    private static final RequestParameter ABSENT = new Value(null);
    private static final Map<Style, ParameterTransformer> TRANSFORMERS =
            Map.of(Style.SIMPLE, new SimpleTransformer(), Style.FORM, new FormTransformer());

    private final Vertx vertx;
    private final RequestValidator library;
    private final SchemaRepository parameters;
    private final BodySchemas bodies;
    private Future<Void> turn = Future.succeededFuture();

    private record Value(@Nullable Object get) implements RequestParameter {}

    private record Valid(
            Map<String, RequestParameter> getCookies,
            Map<String, RequestParameter> getHeaders,
            Map<String, RequestParameter> getPathParameters,
            Map<String, RequestParameter> getQuery,
            RequestParameter getBody)
            implements ValidatedRequest {}

    RequestValidation(Vertx vertx, OpenAPIContract contract, BodySchemas bodies) {
        this.vertx = vertx;
        this.library = RequestValidator.create(vertx, contract);
        this.parameters = contract.getSchemaRepository();
        this.bodies = bodies;
    }

    /** Returns the parameters and the body of a request; fails with what is wrong in them. */
    Future<ValidatedRequest> validate(RoutingContext context, Operation operation) {
        Optional<Problem> refused = RequestRules.body(context, operation);
        if (refused.isPresent()) {
            return Future.failedFuture(new ProblemException(refused.get()));
        }
        Buffer body = operation.getRequestBody() == null ? null : context.body().buffer();
        return RequestUtils.extract(context.request(), operation, () -> Future.succeededFuture(body))
                .compose(request -> body == null || body.length() <= LARGE_BYTES
                        ? orByLibrary(valid(request, operation, body), request, operation, body)
                        : OwnContext.of(
                                vertx,
                                inTurn(() -> vertx.executeBlocking(() -> valid(request, operation, body), false)
                                        .compose(valid -> orByLibrary(valid, request, operation, body)))));
    }

    /**
     * Does this work when all before it is done, whichever event loop asks for it: a large body as a tree takes many times the
     * memory of its text, and a few callers could exhaust the heap if all worker threads read one at once.
     */
    private synchronized <T> Future<T> inTurn(Supplier<Future<T>> work) {
        Future<T> mine = turn.transform(before -> work.get());
        // Without its result, which would be held until the next large body.
        turn = mine.transform(done -> Future.succeededFuture());
        return mine;
    }

    private Future<ValidatedRequest> orByLibrary(
            Optional<ValidatedRequest> valid, ValidatableRequest request, Operation operation, @Nullable Buffer body) {
        return valid.map(Future::succeededFuture).orElseGet(() -> byLibrary(request, operation, body));
    }

    private Future<ValidatedRequest> byLibrary(ValidatableRequest request, Operation operation, @Nullable Buffer body) {
        return Optional.ofNullable(body)
                .flatMap(RepeatedKeys::in)
                .<Future<ValidatedRequest>>map(problem -> Future.failedFuture(new ProblemException(problem)))
                .orElseGet(() -> library.validate(request, operation.getOperationId()));
    }

    /** Returns what a request holds; empty if it is not found valid here. */
    private Optional<ValidatedRequest> valid(ValidatableRequest request, Operation operation, @Nullable Buffer body) {
        Optional<RequestParameter> content = body(request, operation, body);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        Valid valid = new Valid(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(), content.get());
        for (Parameter parameter : operation.getParameters()) {
            Optional<RequestParameter> value = switch (parameter.getIn()) {
                case COOKIE -> put(parameter, request.getCookies(), valid.getCookies);
                case HEADER -> put(parameter, request.getHeaders(), valid.getHeaders);
                case PATH -> put(parameter, request.getPathParameters(), valid.getPathParameters);
                case QUERY -> put(parameter, request.getQuery(), valid.getQuery);
            };
            if (value.isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(valid);
    }

    private Optional<RequestParameter> put(
            Parameter parameter, Map<String, RequestParameter> given, Map<String, RequestParameter> into) {
        Optional<RequestParameter> value = value(parameter, given.get(parameter.getName()));
        value.ifPresent(valid -> into.put(parameter.getName(), valid));
        return value;
    }

    private Optional<RequestParameter> value(Parameter parameter, @Nullable RequestParameter given) {
        if (given == null || given.isNull()) {
            return absent(parameter.isRequired());
        }
        ParameterTransformer transformer = TRANSFORMERS.get(parameter.getStyle());
        if (transformer == null) {
            return Optional.empty();
        }
        try {
            Object value = transformer.transform(parameter, String.valueOf(given.get()));
            boolean valid =
                    parameters.validator(parameter.getSchema()).validate(value).getValid();
            return valid ? Optional.of(new Value(value)) : Optional.empty();
        } catch (ValidatorException e) {
            return Optional.empty();
        }
    }

    private Optional<RequestParameter> body(ValidatableRequest request, Operation operation, @Nullable Buffer body) {
        if (body == null || body.length() == 0) {
            return absent(operation.getRequestBody() != null
                    && operation.getRequestBody().isRequired());
        }
        MediaType type = mediaType(operation, request.getContentType());
        return type == null
                ? Optional.empty()
                : bodies.accepted(operation, type.getIdentifier(), body)
                        .<RequestParameter>map(document -> new Value(JsonValues.of(document)));
    }

    private static @Nullable MediaType mediaType(Operation operation, @Nullable String sent) {
        // The library takes the text apart; the usual one is the name of its own type.
        MediaType named = operation.getRequestBody().getContent().get(sent);
        return named == null ? operation.getRequestBody().determineContentType(sent) : named;
    }

    private static Optional<RequestParameter> absent(boolean required) {
        return required ? Optional.empty() : Optional.of(ABSENT);
    }
}
