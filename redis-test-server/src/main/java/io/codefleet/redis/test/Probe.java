package io.codefleet.redis.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Probe for free ports and for servers that answer on a port. */
final class Probe {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_PINGS = Duration.ofMillis(20);
    private static final int ANSWER_LIMIT_MILLIS = 1000;
    private static final int SHORTEST_ANSWER = 5;

    private Probe() {}

    static int freePort(String host) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot find a free port on " + host, e);
        }
    }

    /**
     * Waits until the server answers.
     *
     * @param alive whether there is still something to wait for
     * @return whether it does answer
     */
    static boolean awaitAnswer(String host, int port, boolean tls, BooleanSupplier alive) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (alive.getAsBoolean() && System.nanoTime() < deadline) {
            if (answers(host, port, tls)) {
                return alive.getAsBoolean();
            }
            sleep();
        }
        return false;
    }

    /** Returns whether it answers a PING other than with LOADING. Over TLS, that it accepts a connection must do. */
    private static boolean answers(String host, int port, boolean tls) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), ANSWER_LIMIT_MILLIS);
            if (tls) {
                return true;
            }
            socket.setSoTimeout(ANSWER_LIMIT_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readNBytes(SHORTEST_ANSWER), StandardCharsets.US_ASCII);
            return answer.startsWith("+PONG") || answer.startsWith("-NOAU") || answer.startsWith("-NOPE");
        } catch (IOException e) {
            return false;
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(BETWEEN_PINGS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for Redis", e);
        }
    }
}
