package io.codefleet.internal.client;

import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.CodefleetProvider;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** The engine, as {@link ServiceLoader} finds it. */
public final class CoreProvider implements CodefleetProvider {
    /** Creates the provider for {@link ServiceLoader}. */
    public CoreProvider() {}

    @Override
    public Future<CodefleetClient> connect(CodefleetOptions options) {
        Vertx vertx = Vertx.vertx();
        // Bound to no context: that of a closed Vertx would never report the failure.
        Promise<CodefleetClient> connected = Promise.promise();
        connect(vertx, options, true)
                .onSuccess(connected::complete)
                .onFailure(failure -> vertx.close().onComplete(closed -> connected.fail(failure)));
        return connected.future();
    }

    @Override
    public Future<CodefleetClient> connect(Vertx vertx, CodefleetOptions options) {
        return connect(vertx, options, false);
    }

    private static Future<CodefleetClient> connect(Vertx vertx, CodefleetOptions options, boolean ownsVertx) {
        try {
            BrokerProvider provider = providerOf(options);
            ClientVerticle home = new ClientVerticle();
            return vertx.deployVerticle(home)
                    .compose(deployment -> FleetClient.connect(
                                    home.vertx(),
                                    home.context(),
                                    provider,
                                    options,
                                    () -> leave(vertx, deployment, ownsVertx))
                            .recover(failure ->
                                    vertx.undeploy(deployment).transform(undeployed -> Future.failedFuture(failure))));
        } catch (InvalidInputException e) {
            return Future.failedFuture(e);
        }
    }

    private static Future<Void> leave(Vertx vertx, String deployment, boolean ownsVertx) {
        return ownsVertx ? vertx.close() : vertx.undeploy(deployment);
    }

    private static BrokerProvider providerOf(CodefleetOptions options) {
        String scheme = options.uri().getScheme().toLowerCase(Locale.ROOT);
        TreeSet<String> known = new TreeSet<>();
        for (BrokerProvider provider :
                ServiceLoader.load(BrokerProvider.class, BrokerProvider.class.getClassLoader())) {
            if (provider.schemes().contains(scheme)) {
                return provider;
            }
            known.addAll(provider.schemes());
        }
        throw new InvalidInputException(
                "uri",
                "no broker for the scheme '" + scheme + "' is on the class path; there are " + known
                        + ", others come with an artifact such as codefleet-broker-redis");
    }
}
