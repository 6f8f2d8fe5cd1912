package io.codefleet.redis.test;

import io.codefleet.redis.test.TcpProxy.Direction;
import java.time.Duration;
import java.util.Set;

/** Current faults of a proxy's connections, and waiting until they change. */
final class Conditions {

    private Weather weather = Weather.FAIR;

    /**
     * Treatment of incoming bytes.
     *
     * @param latency how much later they are handed on
     * @param bytesPerSecond how many of them; zero for as many as there are
     * @param holds the ways in which they wait until this changes
     * @param refuses whether no connection is let in
     * @param swallows the ways in which they are lost
     */
    record Weather(
            Duration latency, int bytesPerSecond, Set<Direction> holds, boolean refuses, Set<Direction> swallows) {

        static final Weather FAIR = new Weather(Duration.ZERO, 0, Set.of(), false, Set.of());

        Weather delayed(Duration by) {
            return new Weather(by, bytesPerSecond, holds, refuses, swallows);
        }

        Weather throttled(int to) {
            return new Weather(latency, to, holds, refuses, swallows);
        }

        Weather holding(Set<Direction> ways) {
            return new Weather(latency, bytesPerSecond, ways, refuses, swallows);
        }

        Weather refusing() {
            return new Weather(latency, bytesPerSecond, holds, true, swallows);
        }

        Weather swallowing(Set<Direction> ways) {
            return new Weather(latency, bytesPerSecond, holds, refuses, ways);
        }
    }

    synchronized void set(Weather changed) {
        weather = changed;
        notifyAll();
    }

    synchronized Weather now() {
        return weather;
    }

    /** Waits out a hold or a latency, and returns the conditions after it. */
    synchronized Weather whenDue(Direction direction, long cameAtNanos) throws InterruptedException {
        while (true) {
            if (weather.holds().contains(direction)) {
                wait();
                continue;
            }
            long left = weather.latency().toNanos() - (System.nanoTime() - cameAtNanos);
            if (left <= 0) {
                return weather;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }
}
