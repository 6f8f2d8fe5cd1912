package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Authenticator;
import io.codefleet.control.auth.Principal;
import io.codefleet.control.auth.Role;
import io.codefleet.control.stream.EventStreams;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestUtils;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.Yaml;

/**
 * The routes of the OpenAPI document. Each request passes the same steps: the caller is authenticated, their role is held
 * against that of the operation, parameters and body are held against the contract, then the operation serves it.
 */
public final class ApiRouter {
    private static final String CONTRACT = "io/codefleet/control/openapi.yaml";
    private static final String ROLE = "x-codefleet-role";
    private static final String NO_ROLE = "none";
    private static final long MAX_BODY_BYTES = 9L * 1024 * 1024;

    private final OpenAPIContract contract;
    private final Reply document;
    private final RequestValidator validator;
    private final Authenticator authenticator;
    private final Map<String, io.codefleet.control.api.Operation> operations = new HashMap<>();
    private final Map<String, BiConsumer<Call, HttpServerResponse>> streams;

    private ApiRouter(
            Vertx vertx,
            OpenAPIContract contract,
            Reply document,
            CodefleetClient fleet,
            ApiKeys keys,
            Authenticator authenticator) {
        this.document = document;
        this.contract = contract;
        this.validator = RequestValidator.create(vertx, contract);
        this.authenticator = authenticator;
        operations.putAll(new TaskOperations(fleet, new OutcomeWaits(vertx)).operations());
        operations.putAll(new WorkerOperations(fleet).operations());
        operations.putAll(new FleetOperations(fleet).operations());
        operations.putAll(new ApprovalOperations(fleet).operations());
        operations.putAll(new RunOperations(fleet).operations());
        operations.putAll(new SessionOperations(authenticator).operations());
        operations.putAll(new KeyOperations(keys).operations());
        EventStreams events = new EventStreams(vertx, fleet);
        streams = Map.of(
                "streamEvents",
                (call, response) -> events.events(
                        response,
                        call.query("task"),
                        call.header("Last-Event-ID").or(() -> call.query("after"))),
                "streamProgress",
                (call, response) -> events.progress(response, call.path("id")));
    }

    /** Adds the routes for one fleet to a router. */
    public static Future<Void> addTo(
            Router router, Vertx vertx, CodefleetClient fleet, ApiKeys keys, Authenticator authenticator) {
        return OpenAPIContract.builder(vertx)
                .setContractPath(CONTRACT)
                .mediaTypeRegistry(AnswerMediaTypes.registry())
                .build()
                .compose(contract -> vertx.fileSystem().readFile(CONTRACT).map(yaml -> {
                    // The library's own form of the contract has its references resolved and marks of its own in it.
                    Map<String, Object> document = new Yaml().load(yaml.toString());
                    new ApiRouter(vertx, contract, Reply.ok(new JsonObject(document)), fleet, keys, authenticator)
                            .addRoutes(router);
                    return null;
                }));
    }

    private void addRoutes(Router router) {
        router.route("/api/*").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
        router.get("/api/openapi.json").handler(this::document);
        router.get("/api/v1/openapi.json").handler(this::document);
        contract.operations().forEach(operation -> addRoute(router, operation));
        router.route("/api/v1/*").handler(this::unknown);
        router.route("/api/*")
                .handler(context -> context.reroute(
                        context.request().method(),
                        "/api/v1" + context.request().uri().substring("/api".length())));
        router.route().failureHandler(context -> fail(context, context.failure(), context.statusCode()));
    }

    private void addRoute(Router router, Operation operation) {
        String path = operation.getAbsoluteOpenAPIPath().replaceAll("\\{([^}]+)}", ":$1");
        router.route(operation.getHttpMethod(), path).handler(context -> serve(context, operation));
    }

    private void document(RoutingContext context) {
        send(context, document);
    }

    private void unknown(RoutingContext context) {
        boolean known = contract.findPath(context.request().path()) != null;
        ProblemKind kind = known ? ProblemKind.METHOD_NOT_ALLOWED : ProblemKind.NO_SUCH_RESOURCE;
        send(
                context,
                Reply.problem(Problem.of(
                        kind,
                        context.request().method() + " " + context.request().path())));
    }

    private void serve(RoutingContext context, Operation operation) {
        admit(context, operation)
                .compose(caller -> validate(context, operation).map(request -> new Call(context, request, caller)))
                .compose(call -> answer(call, operation))
                .onFailure(failure -> fail(context, failure, 0));
    }

    private Future<Void> answer(Call call, Operation operation) {
        BiConsumer<Call, HttpServerResponse> stream = streams.get(operation.getOperationId());
        if (stream != null) {
            stream.accept(call, call.context().response());
            return Future.succeededFuture();
        }
        io.codefleet.control.api.Operation serving = operations.get(operation.getOperationId());
        if (serving == null) {
            throw new IllegalStateException("no one serves operation " + operation.getOperationId());
        }
        return serving.serve(call).map(reply -> {
            send(call.context(), reply);
            return null;
        });
    }

    private Future<Principal> admit(RoutingContext context, Operation operation) {
        String code = String.valueOf(operation.getExtensions().getOrDefault(ROLE, Role.ADMIN.code()));
        if (code.equals(NO_ROLE)) {
            return Future.succeededFuture(new Principal("anonymous", Role.OBSERVER));
        }
        Role required = Role.of(code);
        return authenticator.authenticate(context.request()).map(found -> {
            Principal caller = found.orElseThrow(() -> new ProblemException(
                    Problem.of(ProblemKind.UNAUTHENTICATED, "Send an API key as 'Authorization: Bearer cf_…'.")));
            if (!caller.role().includes(required)) {
                throw new ProblemException(Problem.of(
                        ProblemKind.FORBIDDEN,
                        operation.getOperationId() + " needs the role " + required.code() + "; " + caller.actor()
                                + " has " + caller.role().code() + "."));
            }
            return caller;
        });
    }

    private Future<ValidatedRequest> validate(RoutingContext context, Operation operation) {
        return RequestUtils.extract(
                        context.request(),
                        operation,
                        () -> Future.succeededFuture(context.body().buffer()))
                .compose(request -> validator.validate(request, operation.getOperationId()));
    }

    private static void fail(RoutingContext context, Throwable failure, int status) {
        if (status == 413) {
            String detail = "The body is larger than " + MAX_BODY_BYTES + " bytes.";
            send(context, Reply.problem(Problem.of(ProblemKind.PAYLOAD_TOO_LARGE, detail)));
            return;
        }
        send(context, Reply.problem(Problems.of(failure)));
    }

    private static void send(RoutingContext context, Reply reply) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(reply.status());
        if (reply.mediaType().isEmpty()) {
            response.end();
            return;
        }
        if (reply.mediaType().equals(Problem.MEDIA_TYPE)) {
            Long wait = new JsonObject(reply.body()).getLong("retryAfterMs");
            if (wait != null) {
                response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, (wait + 999) / 1000)));
            }
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, reply.mediaType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(reply.body());
    }
}
