package io.codefleet.redis.test;

import io.codefleet.redis.test.TcpProxy.Direction;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** One connection through a proxy. */
final class ProxiedConnection {

    private static final int CHUNK_BYTES = 16_384;
    private static final Duration THROTTLE_STEP = Duration.ofMillis(50);

    private final Socket client;
    private final Socket server;
    private final Conditions conditions;
    /** It lost bytes, so that nothing may pass any more: a stream with a hole would be another fault. */
    private volatile boolean dead;

    ProxiedConnection(Socket client, Socket server, Conditions conditions) {
        this.client = client;
        this.server = server;
        this.conditions = conditions;
    }

    /** Forwards the bytes of one direction until either side ends. */
    void pump(Direction direction) {
        Socket from = direction == Direction.TO_SERVER ? client : server;
        Socket to = direction == Direction.TO_SERVER ? server : client;
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            int length;
            while ((length = from.getInputStream().read(chunk, 0, chunkSize())) >= 0) {
                Conditions.Weather weather = conditions.whenDue(direction, System.nanoTime());
                if (weather.swallows().contains(direction)) {
                    dead = true;
                } else if (!dead) {
                    to.getOutputStream().write(chunk, 0, length);
                    pause(weather, length);
                }
            }
            end();
        } catch (IOException e) {
            reset();
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts a proxy", e);
        }
    }

    /**
     * Returns the size of a chunk. It is small while the rate is limited, so that a change of the rate takes effect
     * soon.
     */
    private int chunkSize() {
        int rate = conditions.now().bytesPerSecond();
        long step = rate * THROTTLE_STEP.toMillis() / 1000;
        return rate == 0 ? CHUNK_BYTES : (int) Math.max(1, Math.min(CHUNK_BYTES, step));
    }

    private static void pause(Conditions.Weather weather, int sent) throws InterruptedException {
        if (weather.bytesPerSecond() > 0) {
            Thread.sleep(1000L * sent / weather.bytesPerSecond());
        }
    }

    /** Ends the other side after one side has ended in good order, unless the proxy passes nothing on. */
    private void end() throws IOException {
        Conditions.Weather weather = conditions.now();
        if (!dead && weather.swallows().isEmpty()) {
            client.close();
            server.close();
        }
    }

    /** Ends both sides without a farewell (RST). */
    void reset() {
        reset(client);
        reset(server);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it is closed already, which is what was wanted
        }
    }
}
