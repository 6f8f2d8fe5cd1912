package io.codefleet.broker.log.leader;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.remote.LeaderClient;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes brokers of logs: what the provider of a log calls. Each broker is a client of the process that leads the namespace, and leads
 * itself when it is its turn.
 */
public final class LogBrokers {
    private final Supplier<InstantSource> clocks;
    private final LogLimits limits;
    private final LeaderLoad load;

    /**
     * Creates the brokers of one kind of log.
     *
     * @param clock the clock of this process; tests turn it
     * @param limits when snapshots are written
     */
    public LogBrokers(InstantSource clock, LogLimits limits) {
        this(limits, () -> clock, new LeaderLoad());
    }

    private LogBrokers(LogLimits limits, Supplier<InstantSource> clocks, LeaderLoad load) {
        this.limits = limits;
        this.load = load;
        this.clocks = clocks;
    }

    /**
     * Returns the one that providers use. Each term begins at the wall clock and does not follow it later. All that a process makes
     * count the namespaces that it leads together.
     */
    public static LogBrokers create() {
        return monotonic(InstantSource.system(), System::nanoTime, LeaderLoad.OF_PROCESS);
    }

    /**
     * Returns brokers that read the wall clock once at the beginning of each term.
     *
     * @param nanos the monotonic clock that they read during a term
     */
    static LogBrokers monotonic(InstantSource wall, LongSupplier nanos, LeaderLoad load) {
        return new LogBrokers(LogLimits.DEFAULT, () -> new MonotonicClock(wall, nanos), load);
    }

    /**
     * Connects to the leader of a namespace, and stands for it. Closes the log when the broker is closed, or cannot be connected. Fails
     * with {@link InvalidInputException} if the options have a codec: content is kept as it is.
     *
     * @param log the log of the namespace of the options
     * @param mayLead whether this process leads when it is its turn
     */
    public Future<Broker> connect(
            Vertx vertx, CodefleetOptions options, BrokerListener listener, BrokerLog log, boolean mayLead) {
        if (options.codec().isPresent()) {
            InvalidInputException refused = new InvalidInputException(
                    "codec",
                    "is set, but a broker at " + options.safeUri()
                            + " cannot encrypt content; connect without it, or use Redis");
            return log.close().transform(closed -> Future.failedFuture(refused));
        }
        Context context = vertx.getOrCreateContext();
        LeaderClient client = new LeaderClient(vertx, context, options, listener, log.requests());
        LogNode node = new LogNode(vertx, context, options, log, clocks, limits, load, client::fault);
        ConnectLimit limit = new ConnectLimit(vertx, context, options.commandTimeout(), node::takeOver);
        Future<Duration> expired = limit.begin(mayLead ? log.electionTime() : Duration.ZERO);
        if (mayLead) {
            node.start();
        }
        return client.connect(() -> close(client, node, log), expired)
                .onComplete(done -> limit.cancel())
                .recover(failure -> close(client, node, log).transform(closed -> Future.failedFuture(failure)));
    }

    private static Future<Void> close(LeaderClient client, LogNode node, BrokerLog log) {
        return client.close().compose(v -> node.close()).compose(v -> log.close());
    }
}
