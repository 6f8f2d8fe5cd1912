package io.codefleet.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Free ports of the loopback interface for servers of tests. */
public final class FreePort {
    /** Ports from 32768 on are those of outgoing connections, and one could connect to itself. */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 100;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** Returns a port that nobody listens on now, and that no earlier call returned. */
    public static int find() {
        @Nullable IOException lastRefusal = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int candidate = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (!GIVEN.add(candidate)) {
                continue;
            }
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                lastRefusal = e;
            }
        }
        throw new IllegalStateException("no port is free from " + FIRST + " to " + LAST, lastRefusal);
    }
}
