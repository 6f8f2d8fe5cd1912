package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.control.alerts.AlertEngine;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Authenticator;
import io.codefleet.control.auth.Principal;
import io.codefleet.control.auth.StreamTickets;
import io.codefleet.control.metrics.FleetMetrics;
import io.codefleet.control.server.OwnContext;
import io.codefleet.control.server.PathPrefix;
import io.codefleet.control.stream.EventStreams;
import io.codefleet.control.tasks.TaskReadModel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.ValidatorException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.Yaml;

/**
 * The routes of the OpenAPI document. Each request passes the same steps: the caller is authenticated, their role is held
 * against that of the operation, parameters and body are held against the contract, then the operation serves it. Methods may be
 * called from any thread; a request is served on the event loop of its connection.
 */
public final class ApiRouter {
    private static final Logger log = LoggerFactory.getLogger(ApiRouter.class);

    /** In a folder at the root: Vert.x unpacks all that lies in any folder of the name, and below io is the whole program. */
    private static final String CONTRACT = "codefleet-control/openapi.yaml";

    private static final String PREFIX = "/api";
    private static final String VERSION = "/api/v1";
    private static final String DOCUMENT = "/api/openapi.json";
    private static final String WEB_SOCKETS = "/ws/";
    private static final String CALLER = "caller";
    private static final String OPERATION = "operation";
    private static final long MAX_BODY_BYTES = 9L * 1024 * 1024;
    private static final long MAX_ANONYMOUS_BODY_BYTES = 16L * 1024;

    /** A router tries one route after the other: first the paths without parameters, which it compares quickly, short ones first. */
    private static final Comparator<Operation> ROUTE_ORDER = Comparator.<Operation, Boolean>comparing(
                    operation -> operation.getAbsoluteOpenAPIPath().contains("{"))
            .thenComparing(operation -> operation.getAbsoluteOpenAPIPath().length())
            .thenComparing(Operation::getAbsoluteOpenAPIPath);

    private final Vertx vertx;
    private final Admission admission;
    private final ActingClients clients;
    private final Duration bodyTimeout;
    private final PathPrefix prefix;
    private final OpenAPIContract contract;
    private final ApiReply document;
    private final RequestValidation validation;
    private final Map<Pattern, Set<String>> known;
    private final Map<String, io.codefleet.control.api.Operation> operations = new HashMap<>();

    /**
     * Services that the operations use.
     *
     * @param waits the requests that wait for an outcome
     * @param tasks what lists of tasks are answered from
     * @param alerts the alerts of the fleet
     * @param prefix the path below which clients find the API
     */
    public record Services(
            CodefleetClient fleet,
            ApiKeys keys,
            Authenticator authenticator,
            StreamTickets tickets,
            EventStreams streams,
            OutcomeWaits waits,
            TaskReadModel tasks,
            AlertEngine alerts,
            PathPrefix prefix) {}

    private ApiRouter(
            Vertx vertx,
            OpenAPIContract contract,
            ApiReply document,
            Services services,
            Admission admission,
            Duration bodyTimeout) {
        this.vertx = vertx;
        this.document = document;
        this.contract = contract;
        this.validation =
                new RequestValidation(vertx, contract, BodySchemas.of(contract, new JsonObject(document.body())));
        this.known = resources(contract);
        this.admission = admission;
        this.clients = new ActingClients(services.fleet());
        this.bodyTimeout = bodyTimeout;
        this.prefix = services.prefix();
        addOperations(services);
    }

    private void addOperations(Services services) {
        operations.putAll(
                new TaskOperations(services.fleet(), services.waits(), services.tasks(), edits()).operations());
        operations.putAll(new ArtifactOperations(services.fleet()).operations());
        operations.putAll(new TranscriptOperations(services.fleet()).operations());
        operations.putAll(new TaskListOperations(services.tasks()).operations());
        operations.putAll(new SeriesOperations(services.tasks(), Clock.systemUTC()).operations());
        operations.putAll(new AlertOperations(services.alerts(), Clock.systemUTC()).operations());
        operations.putAll(new BulkOperations(services.tasks()).operations());
        operations.putAll(new DeadLetterOperations(services.fleet(), services.tasks()).operations());
        operations.putAll(new LaneOperations(services.fleet(), services.tasks()).operations());
        operations.putAll(new ScheduleOperations(services.fleet(), services.tasks()).operations());
        operations.putAll(new WorkerOperations(services.fleet()).operations());
        operations.putAll(new FleetOperations(
                        services.fleet(), services.tasks(), new FleetMetrics(services.fleet(), services.tasks()))
                .operations());
        operations.putAll(new ApprovalOperations(services.fleet(), services.tasks()).operations());
        operations.putAll(new RunOperations(services.fleet(), services.tasks()).operations());
        operations.putAll(new SessionOperations(services.authenticator()).operations());
        operations.putAll(new KeyOperations(vertx, services.fleet(), services.keys()).operations());
        operations.putAll(new ProblemOperations(prefix).operations());
        operations.putAll(new StreamOperations(
                        services.fleet(),
                        new FleetSnapshot(services.fleet()),
                        services.streams(),
                        services.authenticator(),
                        services.tickets())
                .operations());
    }

    private TaskEdits edits() {
        JsonObject schemas =
                new JsonObject(document.body()).getJsonObject("components").getJsonObject("schemas");
        MediaType newTask = Objects.requireNonNull(
                contract.operation("putTask").getRequestBody().getContent().get("application/json"));
        return new TaskEdits(schemas, contract.getSchemaRepository().validator(newTask.getSchema()));
    }

    /**
     * Creates the routes for one fleet.
     *
     * @param bodyTimeout in what time the body of a request must arrive
     */
    public static Future<ApiRouter> create(Vertx vertx, Services services, Admission admission, Duration bodyTimeout) {
        return OpenAPIContract.builder(vertx)
                .setContractPath(CONTRACT)
                .mediaTypeRegistry(AnswerMediaTypes.registry())
                .build()
                .compose(contract -> vertx.fileSystem().readFile(CONTRACT).map(yaml -> {
                    // The library's own form of the contract has its references resolved and marks of its own in it.
                    Map<String, Object> document = new Yaml().load(yaml.toString());
                    String server = services.prefix().path();
                    document.put("servers", List.of(Map.of("url", server.isEmpty() ? "/" : server)));
                    return new ApiRouter(
                            vertx,
                            new ReusableContract(contract),
                            ApiReply.ok(new JsonObject(document)),
                            services,
                            admission,
                            bodyTimeout);
                }));
    }

    /** Adds the routes to a router; to any number of them. */
    public void addTo(Router router) {
        router.route("/api*").handler(this::check);
        router.get(DOCUMENT).handler(this::document);
        router.get("/api/v1/openapi.json").handler(this::document);
        contract.operations().stream().sorted(ROUTE_ORDER).forEach(operation -> addRoute(router, operation));
        router.route("/api/v1/*").handler(context -> unserved(context, 404));
        router.route().failureHandler(context -> fail(context, context.failure(), context.statusCode()));
        for (int status : new int[] {400, 404, 405}) {
            router.errorHandler(status, context -> unserved(context, status));
        }
    }

    private void check(RoutingContext context) {
        String path = context.request().path();
        if (!RequestRules.unambiguous(path)) {
            refuse(context, ProblemKind.NO_SUCH_RESOURCE);
        } else if (withoutVersion(path)) {
            // Before any other route is tried.
            withVersion(context);
        } else {
            RequestRules.limitBodyTime(vertx, context, bodyTimeout, prefix);
            context.next();
        }
    }

    private static boolean withoutVersion(String path) {
        return path.startsWith(PREFIX + "/")
                && !path.equals(VERSION)
                && !path.startsWith(VERSION + "/")
                && !path.equals(DOCUMENT);
    }

    private void withVersion(RoutingContext context) {
        String query = context.request().query();
        context.reroute(
                context.request().method(),
                VERSION + context.request().path().substring(PREFIX.length()) + (query == null ? "" : "?" + query));
    }

    private void addRoute(Router router, Operation operation) {
        String path = operation.getAbsoluteOpenAPIPath().replaceAll("\\{([^}]+)}", ":$1");
        Route route = router.route(operation.getHttpMethod(), path).handler(context -> admit(context, operation));
        if (!isWebSocket(operation)) {
            BodyHandler body = BodyHandler.create(false).setBodyLimit(maxBodyBytes(operation));
            // The router would have the body read first, and so takes a body handler only before all others.
            route.handler(context -> body.handle(context));
        }
        route.handler(context -> serve(context, operation));
    }

    private void document(RoutingContext context) {
        Answers.send(context.response(), document);
    }

    /** Answers a request that no operation serves: the path is unknown, or known for other methods. */
    private void unserved(RoutingContext context, int status) {
        if (status == 400) {
            fail(context, context.failure(), status);
            return;
        }
        String allowed = allowed(context.request().path());
        boolean exists = status == 405 || !allowed.isEmpty();
        if (exists) {
            context.response().putHeader(HttpHeaders.ALLOW, allowed.isEmpty() ? "GET, HEAD" : allowed);
        }
        refuse(context, exists ? ProblemKind.METHOD_NOT_ALLOWED : ProblemKind.NO_SUCH_RESOURCE);
    }

    private void refuse(RoutingContext context, ProblemKind kind) {
        Answers.send(
                context.response(), ApiReply.problem(Problem.of(kind, RequestRules.name(context.request())), prefix));
        RequestRules.discardBody(vertx, context.request(), MAX_BODY_BYTES, bodyTimeout);
    }

    private String allowed(String path) {
        if (path.endsWith("/openapi.json")) {
            return "GET";
        }
        return known.entrySet().stream()
                .filter(resource -> resource.getKey().matcher(path).matches())
                .flatMap(resource -> resource.getValue().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Returns the methods of each path of a contract. */
    private static Map<Pattern, Set<String>> resources(OpenAPIContract contract) {
        Map<String, Set<String>> methods = new TreeMap<>();
        for (Operation operation : contract.operations()) {
            String path = operation.getAbsoluteOpenAPIPath().replaceAll("\\{[^}]+}", "[^/]+");
            methods.computeIfAbsent(path, first -> new TreeSet<>())
                    .add(operation.getHttpMethod().name());
        }
        Map<Pattern, Set<String>> resources = new LinkedHashMap<>();
        methods.forEach((path, each) -> resources.put(Pattern.compile(path), each));
        return resources;
    }

    private static boolean isWebSocket(Operation operation) {
        return operation.getAbsoluteOpenAPIPath().startsWith(WEB_SOCKETS);
    }

    /**
     * Returns the size limit of a request body. It is small where a caller needs no role, as such callers send little.
     */
    private static long maxBodyBytes(Operation operation) {
        return Admission.needsRole(operation) ? MAX_BODY_BYTES : MAX_ANONYMOUS_BODY_BYTES;
    }

    /** Admits a request. Reads no part of the body before the caller is known and has the rights to send it. */
    private void admit(RoutingContext context, Operation operation) {
        context.request().pause();
        context.put(OPERATION, operation);
        OwnContext.of(vertx, Future.succeededFuture().compose(start -> admission.admit(context.request(), operation)))
                .onSuccess(caller -> {
                    context.put(CALLER, caller);
                    context.next();
                })
                .onFailure(failure -> fail(context, failure, 0));
    }

    private void serve(RoutingContext context, Operation operation) {
        Principal caller = Objects.requireNonNull(context.get(CALLER));
        // A request that becomes a WebSocket must not be read before it does.
        boolean stream = isWebSocket(operation);
        if (!stream) {
            resume(context);
        }
        validation
                .validate(context, operation)
                .map(request -> new ApiCall(context, request, caller, clients.of(caller), prefix))
                .compose(call -> answer(call, operation))
                .onSuccess(reply -> Answers.send(context.response(), reply))
                .onFailure(failure -> fail(context, failure, 0))
                .onComplete(done -> {
                    if (stream) {
                        resume(context);
                    }
                });
    }

    /** Resumes a request, unless it has ended: a request of HTTP/2 that has ended cannot be resumed. */
    private static void resume(RoutingContext context) {
        if (!context.request().isEnded()) {
            context.request().resume();
        }
    }

    private Future<ApiReply> answer(ApiCall call, Operation operation) {
        io.codefleet.control.api.Operation serving = operations.get(operation.getOperationId());
        if (serving == null) {
            throw new IllegalStateException("no one serves operation " + operation.getOperationId());
        }
        return serving.serve(call);
    }

    private void fail(RoutingContext context, @Nullable Throwable failure, int status) {
        if (failure == null && status == 404) {
            refuse(context, ProblemKind.NO_SUCH_RESOURCE);
            return;
        }
        if (failure != null && Answers.isAbandoned(context.response(), failure)) {
            log.atDebug()
                    .addKeyValue("request", RequestRules.name(context.request()))
                    .log("the client has gone before it had the answer");
            return;
        }
        if (failure == null && status != 400 && status != 413) {
            // a handler of static files has refused the request by its status alone
            context.response().setStatusCode(status).end();
            return;
        }
        Answers.send(context.response(), ApiReply.problem(problem(context, failure, status), prefix));
        RequestRules.discardBody(vertx, context.request(), MAX_BODY_BYTES, bodyTimeout);
    }

    private static Problem problem(RoutingContext context, @Nullable Throwable failure, int status) {
        if (status == 413) {
            boolean anonymous = Principal.ANONYMOUS.equals(context.get(CALLER));
            long limit = anonymous ? MAX_ANONYMOUS_BODY_BYTES : MAX_BODY_BYTES;
            String detail = "The body is larger than " + limit + " bytes.";
            return Problem.of(ProblemKind.PAYLOAD_TOO_LARGE, detail);
        }
        if (status == 400) {
            return Problem.of(ProblemKind.MALFORMED_REQUEST, ProblemKind.MALFORMED_REQUEST.meaning());
        }
        if (failure instanceof ValidatorException
                && RequestRules.malformed(context.body().buffer())) {
            return Problem.of(ProblemKind.MALFORMED_JSON, "The body is not a JSON document.");
        }
        return Problems.of(
                Objects.requireNonNull(failure),
                parameters(context.get(OPERATION)),
                RequestRules.name(context.request()));
    }

    private static Set<String> parameters(@Nullable Operation operation) {
        return operation == null
                ? Set.of()
                : operation.getParameters().stream().map(Parameter::getName).collect(Collectors.toSet());
    }
}
