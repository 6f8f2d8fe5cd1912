package io.codefleet.mcp;

import static io.codefleet.testing.FutureResults.get;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.TaskHandler;
import io.codefleet.WorkerOptions;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpSchema;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A fleet in memory with an MCP server, and clients of the MCP SDK that talk to it over streams. */
final class McpFleet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final CodefleetClient fleet =
            get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
    private final List<McpSyncClient> clients = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();

    CodefleetClient fleet() {
        return fleet;
    }

    Vertx vertx() {
        return vertx;
    }

    FleetMcpServer server(McpServerOptions options) {
        return FleetMcpServer.on(vertx, fleet, options);
    }

    void work(String type, TaskHandler handler) {
        get(fleet.worker(WorkerOptions.create().concurrency(4))
                .handle(type, handler)
                .start());
    }

    /** Connects the transport of a client with a server. */
    private StreamClientTransport connect(McpServerOptions options, CallerTask caller) {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // pipes of the JDK break when a thread ends that has written to them
            Socket near = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
            Socket far = listening.accept();
            sockets.addAll(List.of(near, far));
            server(options).serve(far.getInputStream(), far.getOutputStream(), caller);
            return new StreamClientTransport(near.getInputStream(), near.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    McpSyncClient client(McpServerOptions options, CallerTask caller) {
        McpSyncClient client = McpClient.sync(connect(options, caller))
                .requestTimeout(PATIENCE)
                .build();
        clients.add(client);
        client.initialize();
        return client;
    }

    /** Returns a session of the SDK's client, for requests that the client has no methods for. */
    McpClientSession session(McpServerOptions options, CallerTask caller) {
        return new McpClientSession(PATIENCE, connect(options, caller), Map.of(), Map.of(), connected -> connected);
    }

    /** Returns the answer to the first request of a client of a version of the protocol. */
    JsonObject initialized(McpClientSession session, String version) {
        McpSchema.Implementation client =
                McpSchema.Implementation.builder("test", "1").build();
        McpSchema.InitializeRequest request = McpSchema.InitializeRequest.builder(
                        version, McpSchema.ClientCapabilities.builder().build(), client)
                .build();
        return new JsonObject(
                session.sendRequest(McpSchema.METHOD_INITIALIZE, request, new TypeRef<Map<String, Object>>() {})
                        .block(PATIENCE));
    }

    McpSyncClient client() {
        return client(McpServerOptions.DEFAULT, CallerTask.NONE);
    }

    /** Calls a tool that is to answer, and returns its structured answer. */
    static JsonObject answer(McpSyncClient client, String tool, Map<String, Object> arguments) {
        McpSchema.CallToolResult result = call(client, tool, arguments);
        if (Boolean.TRUE.equals(result.isError())) {
            throw new AssertionError(text(result));
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> structured = (Map<String, Object>) result.structuredContent();
        return new JsonObject(structured);
    }

    /** Calls a tool that is to refuse, and returns its words. */
    static String refusal(McpSyncClient client, String tool, Map<String, Object> arguments) {
        McpSchema.CallToolResult result = call(client, tool, arguments);
        if (!Boolean.TRUE.equals(result.isError())) {
            throw new AssertionError("it did: " + text(result));
        }
        return text(result);
    }

    private static McpSchema.CallToolResult call(McpSyncClient client, String tool, Map<String, Object> arguments) {
        return client.callTool(
                McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
    }

    private static String text(McpSchema.CallToolResult result) {
        return ((McpSchema.TextContent) result.content().get(0)).text();
    }

    @Override
    public void close() {
        clients.forEach(McpSyncClient::close);
        sockets.forEach(McpFleet::close);
        get(fleet.close().eventually(vertx::close).map(true));
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
