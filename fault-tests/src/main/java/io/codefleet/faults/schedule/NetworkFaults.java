package io.codefleet.faults.schedule;

import io.codefleet.redis.test.TcpProxy;
import io.codefleet.redis.test.TcpProxy.Direction;
import java.time.Duration;
import java.util.function.Consumer;

/** Faults of the way to Redis. */
final class NetworkFaults {
    private NetworkFaults() {}

    private static Effect until(Consumer<TcpProxy> begin, Consumer<TcpProxy> end) {
        return (environment, step) -> {
            begin.accept(environment.proxy());
            return () -> end.accept(environment.proxy());
        };
    }

    static Effect cut() {
        return until(TcpProxy::cut, proxy -> {});
    }

    static Effect cutHalf() {
        return until(TcpProxy::cutEverySecond, proxy -> {});
    }

    static Effect delayed(Duration latency) {
        return until(proxy -> proxy.delay(latency), TcpProxy::pass);
    }

    static Effect swallowed(Direction direction) {
        return until(proxy -> proxy.swallow(direction), TcpProxy::pass);
    }

    static Effect answersLost() {
        return until(proxy -> proxy.swallow(Direction.TO_CLIENT), proxy -> {
            proxy.cut();
            proxy.pass();
        });
    }

    static Effect held() {
        return until(TcpProxy::hold, TcpProxy::pass);
    }

    static Effect refused() {
        return until(TcpProxy::refuse, TcpProxy::pass);
    }

    static Effect throttled(int bytesPerSecond) {
        return until(proxy -> proxy.throttle(bytesPerSecond), TcpProxy::pass);
    }
}
