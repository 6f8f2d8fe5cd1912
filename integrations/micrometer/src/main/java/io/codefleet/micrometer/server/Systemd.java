package io.codefleet.micrometer.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifier of systemd for a unit of {@code Type=notify}: the worker is ready, is alive, or leaves. Java has no datagram sockets of
 * Unix, so each message is a run of {@code systemd-notify}; the unit needs {@code NotifyAccess=all}.
 */
final class Systemd {
    private static final Logger log = LoggerFactory.getLogger(Systemd.class);
    private static final String SOCKET_VARIABLE = "NOTIFY_SOCKET";
    private static final String WATCHDOG_VARIABLE = "WATCHDOG_USEC";

    private final Vertx vertx;
    private final String socket;
    private final Optional<Duration> watchdog;

    private Systemd(Vertx vertx, String socket, Optional<Duration> watchdog) {
        this.vertx = vertx;
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /** Returns the notifier if a systemd that expects notifications started this process. */
    static Optional<Systemd> of(Vertx vertx, Map<String, String> environment) {
        Optional<Duration> watchdog = Optional.ofNullable(environment.get(WATCHDOG_VARIABLE))
                .filter(text -> text.matches("[1-9]\\d{0,15}"))
                .map(micros -> Duration.ofNanos(Long.parseLong(micros) * 1000));
        return Optional.ofNullable(environment.get(SOCKET_VARIABLE))
                .map(socket -> new Systemd(vertx, socket, watchdog));
    }

    /**
     * Notifies systemd that the worker is in the fleet. From then on, sends signs of life as long as the event loops
     * answer.
     */
    void ready(EventLoops loops) {
        notifySocket("READY=1");
        watchdog.ifPresent(limit -> vertx.setPeriodic(
                Math.max(1, limit.toMillis() / 2),
                timer -> loops.answer().onSuccess(alive -> {
                    if (alive) {
                        notifySocket("WATCHDOG=1");
                    }
                })));
    }

    /** Notifies systemd that the worker begins to leave. */
    void stopping() {
        notifySocket("STOPPING=1");
    }

    private void notifySocket(String message) {
        ProcessBuilder command = new ProcessBuilder("systemd-notify", message);
        command.environment().put(SOCKET_VARIABLE, socket);
        vertx.executeBlocking(command::start, false)
                .compose(process -> Future.fromCompletionStage(process.onExit()))
                .onFailure(e -> log.atWarn()
                        .addKeyValue("message", message)
                        .setCause(e)
                        .log("cannot notify systemd; is systemd-notify on the PATH?"));
    }
}
