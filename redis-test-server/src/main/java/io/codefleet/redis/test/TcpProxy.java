package io.codefleet.redis.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Proxy in front of a server, with network faults that a test switches on. It listens on a free port of 127.0.0.1 and forwards
 * everything by default. A fault applies to current and new connections until {@link #pass()}. Any thread may call it at any
 * time.
 *
 * <pre>{@code
 * try (RedisTestServer server = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable());
 *         TcpProxy proxy = TcpProxy.to("127.0.0.1", server.port())) {
 *     connectTo("redis://127.0.0.1:" + proxy.port());
 *     proxy.swallow(TcpProxy.Direction.TO_CLIENT);
 *     ...
 *     proxy.pass();
 * }
 * }</pre>
 */
public final class TcpProxy implements AutoCloseable {

    private static final int CONNECT_LIMIT_MILLIS = 2_000;
    private static final int BACKLOG = 1_000;

    private final InetSocketAddress target;
    private final ServerSocket listener;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Conditions conditions = new Conditions();

    /** Direction of bytes. */
    public enum Direction {
        /** From the client to the server. */
        TO_SERVER,
        /** From the server to the client. */
        TO_CLIENT
    }

    private TcpProxy(InetSocketAddress target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
    }

    /** Begins to listen; the server need not be there yet. */
    public static TcpProxy to(String host, int port) {
        try {
            ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
            TcpProxy proxy = new TcpProxy(new InetSocketAddress(host, port), listener);
            daemon("tcp-proxy-" + listener.getLocalPort(), proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen for " + host + ":" + port, e);
        }
    }

    /** Returns the port to connect to, on 127.0.0.1. It stays the same. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Returns how many connections have been made to it so far, refused ones included. */
    public int accepted() {
        return accepted.get();
    }

    /** Returns how many connections are open now. */
    public int open() {
        return connections.size();
    }

    /**
     * Forwards everything immediately again. Bytes that were held back arrive. A connection whose bytes were swallowed
     * stays dead, as does one whose peer has forgotten it.
     */
    public void pass() {
        conditions.set(Conditions.Weather.FAIR);
    }

    /** Resets all connections that there are. New ones pass, or suffer what was ordered before. */
    public void cut() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** Resets every second of the connections that there are. */
    public void cutEverySecond() {
        boolean spared = true;
        for (ProxiedConnection connection : connections) {
            spared = !spared;
            if (!spared) {
                connection.reset();
            }
        }
    }

    /** Resets all connections, and each new one as soon as it is made, until {@link #pass()}. */
    public void refuse() {
        conditions.set(Conditions.Weather.FAIR.refusing());
        cut();
    }

    /** Forwards bytes after a delay. */
    public void delay(Duration latency) {
        conditions.set(Conditions.Weather.FAIR.delayed(latency));
    }

    /** Limits the bytes a second of each connection and direction. */
    public void throttle(int bytesPerSecond) {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException("bytesPerSecond is " + bytesPerSecond + ", must be greater than zero");
        }
        conditions.set(Conditions.Weather.FAIR.throttled(bytesPerSecond));
    }

    /**
     * Holds back the bytes of these directions, of both if none is named; they arrive after {@link #pass()}. Connections stay
     * open: a network split that heals.
     */
    public void hold(Direction... ways) {
        conditions.set(Conditions.Weather.FAIR.holding(directions(ways)));
    }

    /**
     * Discards the bytes of these directions, of both if none is named. Connections stay open and are dead for ever,
     * new ones too until {@link #pass()}: half-open, as behind a firewall that has forgotten them.
     */
    public void swallow(Direction... ways) {
        conditions.set(Conditions.Weather.FAIR.swallowing(directions(ways)));
    }

    private static Set<Direction> directions(Direction... ways) {
        return Set.of(ways.length == 0 ? Direction.values() : ways);
    }

    /** Stops listening and resets all connections. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop listening on port " + port(), e);
        }
        cut();
        pass();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                daemon("tcp-proxy-" + port() + "-" + accepted, () -> serve(client));
            } catch (IOException e) {
                // the listener was closed, or the client has gone again
            }
        }
    }

    private void serve(Socket client) {
        Socket server = new Socket();
        ProxiedConnection connection = new ProxiedConnection(client, server, conditions);
        connections.add(connection);
        try {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            server.setOption(StandardSocketOptions.TCP_NODELAY, true);
            server.connect(target, CONNECT_LIMIT_MILLIS);
            if (conditions.now().refuses() || listener.isClosed()) {
                connection.reset();
            }
            Thread back =
                    daemon(Thread.currentThread().getName() + "-back", () -> connection.pump(Direction.TO_CLIENT));
            connection.pump(Direction.TO_SERVER);
            back.join();
        } catch (IOException e) {
            connection.reset();
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts a proxy", e);
        } finally {
            connections.remove(connection);
        }
    }

    private static Thread daemon(String name, Runnable action) {
        Thread thread = new Thread(action, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
