package io.codefleet.launcher.cli.command;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.CodefleetException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client of the fleet for a command's main thread, which may block. */
final class FleetSession implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final CodefleetClient fleet;

    private FleetSession(Vertx vertx, CodefleetClient fleet) {
        this.vertx = vertx;
        this.fleet = fleet;
    }

    /**
     * Opens a session with a fleet.
     *
     * @throws CommandFailure if nothing answers there
     */
    static FleetSession open(CodefleetOptions options) {
        // one client uses one event loop; the default has two for each processor
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            return new FleetSession(vertx, await(Codefleet.connect(vertx, options)));
        } catch (BrokerUnavailableException e) {
            await(vertx.close().map(true), CLOSE_LIMIT);
            throw unreachable(e);
        } catch (RuntimeException e) {
            await(vertx.close().map(true), CLOSE_LIMIT);
            throw e;
        }
    }

    static CommandFailure unreachable(BrokerUnavailableException e) {
        return new CommandFailure(
                e.getMessage() + "; start it, or name another with --broker or " + BrokerFlags.BROKER_VARIABLE, e);
    }

    Vertx vertx() {
        return vertx;
    }

    CodefleetClient fleet() {
        return fleet;
    }

    /** Waits for a future; fails with what the future failed with. */
    static <T> T await(Future<T> future) {
        return await(future, Duration.ofDays(3650)).orElseThrow();
    }

    /** Waits for a future at most so long; empty if it took longer. */
    static <T> Optional<T> await(Future<T> future, Duration limit) {
        try {
            return Optional.of(
                    future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CodefleetException ours) {
                throw ours;
            }
            throw new CommandFailure("unexpected error: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void close() {
        await(fleet.close().eventually(vertx::close).map(true), CLOSE_LIMIT);
    }
}
