package io.codefleet.broker.gateway;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.log.remote.LeaderClient;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code https://host[:port][/prefix]}: the broker that a control plane offers to those who hold an API key, over one
 * WebSocket. {@code http://} is for loopback only. The key is in the environment variable {@value #KEY_VARIABLE}, or in the file
 * that {@code ?keyFile=FILE} names.
 */
public final class GatewayBrokerProvider implements BrokerProvider {
    /** The environment variable with the API key. */
    public static final String KEY_VARIABLE = "CODEFLEET_API_KEY";

    private final UnaryOperator<@Nullable String> environment;
    private final GatewayTiming timing;

    /** Creates the provider for {@link java.util.ServiceLoader}. */
    public GatewayBrokerProvider() {
        this(System::getenv, GatewayTiming.DEFAULT);
    }

    GatewayBrokerProvider(UnaryOperator<@Nullable String> environment, GatewayTiming timing) {
        this.environment = environment;
        this.timing = timing;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("https", "http");
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        try {
            if (options.codec().isPresent()) {
                throw new InvalidInputException(
                        "codec",
                        "is set, but a broker at " + options.safeUri()
                                + " cannot encrypt content; let the control plane encrypt it, or use Redis");
            }
            GatewayAddress address = GatewayAddress.of(options);
            ApiKeySource key = ApiKeySource.of(address.keyFile(), environment);
            return key.read(vertx).compose(first -> connect(vertx, options, listener, address, key));
        } catch (InvalidInputException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Broker> connect(
            Vertx vertx, CodefleetOptions options, BrokerListener listener, GatewayAddress address, ApiKeySource key) {
        Context context = vertx.getOrCreateContext();
        GatewayChannel channel = new GatewayChannel(vertx, context, address, key, timing);
        LeaderClient client = new LeaderClient(vertx, context, options, listener, channel);
        channel.open(client::fault);
        return client.connect(() -> client.close().compose(closed -> channel.close()))
                .recover(failure -> client.close()
                        .compose(closed -> channel.close())
                        .transform(closed -> Future.failedFuture(failure)));
    }
}
