package io.codefleet.faults.schedule;

import io.codefleet.redis.test.TcpProxy;
import io.codefleet.redis.test.TcpProxy.Way;
import java.time.Duration;
import java.util.function.Consumer;

/** Faults of the way to Redis. */
final class Link {
    private Link() {}

    private static Effect until(Consumer<TcpProxy> begin, Consumer<TcpProxy> end) {
        return (site, step) -> {
            begin.accept(site.proxy());
            return () -> end.accept(site.proxy());
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

    static Effect swallowed(Way way) {
        return until(proxy -> proxy.swallow(way), TcpProxy::pass);
    }

    static Effect answersLost() {
        return until(proxy -> proxy.swallow(Way.TO_CLIENT), proxy -> {
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
