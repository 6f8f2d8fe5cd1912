package io.codefleet.launcher.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;

/**
 * A Redis of the demo's own, on a free port of the loopback interface, that keeps nothing on disk.
 *
 * @param process it
 * @param uri where it listens
 */
public record RedisProcess(ChildProcess process, String uri) implements AutoCloseable {
    /**
     * Starts a Redis server.
     *
     * @throws IOException if redis-server is not installed
     */
    public static RedisProcess start() throws IOException {
        int port = freePort();
        List<String> command = List.of(
                "redis-server",
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no");
        ChildProcess process = ChildProcess.start("redis-server", command, Map.of(), "Ready to accept connections");
        return new RedisProcess(process, "redis://127.0.0.1:" + port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
