package io.codefleet.mcp;

import io.codefleet.CodefleetClient;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapperSupplier;
import io.modelcontextprotocol.json.schema.jackson2.JacksonJsonSchemaValidatorSupplier;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.spec.McpSchema;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server of the Model Context Protocol that lets agents delegate to a fleet: its tools submit tasks and runs, wait for them, look
 * at them, cancel them and decide approvals. It keeps nothing between two calls; the id of a task is the handle of long work. Its
 * methods may be called from any thread.
 *
 * <pre>{@code
 * FleetMcpServer server = FleetMcpServer.on(vertx, fleet, McpServerOptions.DEFAULT);
 * server.serve(System.in, System.out, CallerTask.NONE);
 * }</pre>
 */
public final class FleetMcpServer {
    private static final String NAME = "codefleet";

    private final Vertx vertx;
    private final MessageExchange exchange;
    private final RunTools runs;
    private final List<HttpListener> listeners = new CopyOnWriteArrayList<>();

    private FleetMcpServer(Vertx vertx, MessageExchange exchange, RunTools runs) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.runs = runs;
    }

    /**
     * Creates a server on a fleet. The client stays the caller's to close.
     *
     * @param fleet acts for all callers; the audit names its actor
     */
    public static FleetMcpServer on(Vertx vertx, CodefleetClient fleet, McpServerOptions options) {
        Delegations delegations = new Delegations(fleet, options);
        DelegatedTasks delegated = new DelegatedTasks(fleet, options.maxTasks());
        OpenWaits waits = new OpenWaits(options.maxWaits());
        TaskTools tasks = new TaskTools(vertx, fleet, delegations, delegated, options, waits);
        Map<String, ToolHandler> handlers = new HashMap<>(tasks.handlers());
        RunTools runs = new RunTools(vertx, fleet, delegations, delegated, options, tasks, waits);
        handlers.putAll(runs.handlers());
        ToolSet tools = new ToolSet(handlers);
        McpJsonMapper mapper = new JacksonMcpJsonMapperSupplier().get();
        MessageExchange exchange = new MessageExchange(mapper, new ProtocolTasks(fleet, delegations, tasks, tools));
        McpServer.async(exchange)
                .serverInfo(NAME, version())
                .instructions(tools.instructions())
                .capabilities(
                        McpSchema.ServerCapabilities.builder().tools(false).build())
                .jsonMapper(mapper)
                .jsonSchemaValidator(new JacksonJsonSchemaValidatorSupplier().get())
                // arguments are checked here, with the remedy in the message and without their values in the log
                .validateToolInputs(false)
                .tools(tools.specifications())
                .build();
        return new FleetMcpServer(vertx, exchange, runs);
    }

    private static String version() {
        String version = FleetMcpServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /**
     * Serves one client over two streams, a message a line; nothing else may write to the output.
     *
     * @param in is read on a thread of its own until it ends
     * @param caller the task on the other side
     * @return completes when the input has ended and each request is answered; never fails
     */
    public Future<Void> serve(InputStream in, OutputStream out, CallerTask caller) {
        return new StandardStreams(exchange, caller, out).serve(in);
    }

    /**
     * Listens for clients of the streamable HTTP transport, under {@code /mcp}. It fails if the address or the certificate cannot
     * be used, and with an {@link io.codefleet.error.InvalidInputException} where other machines reach it without TLS and the
     * options do not allow that.
     *
     * @param port the port; 0 for a free one
     * @return the port
     */
    public Future<Integer> listen(int port, McpHttpOptions options) {
        return listen(port, options, HttpListener.SENDING);
    }

    /** Listens for clients that have so long to send each part of a request. */
    Future<Integer> listen(int port, McpHttpOptions options, Duration sending) {
        HttpListener listener = new HttpListener(vertx, exchange, options, sending);
        return listener.listen(port).onSuccess(bound -> listeners.add(listener));
    }

    /** Stops to listen and to drive runs. Tasks continue, and runs continue with another driver. Never fails. */
    public Future<Void> close() {
        return Future.join(listeners.stream().map(HttpListener::close).toList()).transform(closed -> runs.close());
    }
}
