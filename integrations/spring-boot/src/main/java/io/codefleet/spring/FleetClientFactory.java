package io.codefleet.spring;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.error.CodefleetException;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.AbstractFactoryBean;

/** Factory of the fleet client; closes it after the beans that use it. */
final class FleetClientFactory extends AbstractFactoryBean<CodefleetClient> {
    private final Vertx vertx;
    private final CodefleetOptions options;

    FleetClientFactory(Vertx vertx, CodefleetOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    @Override
    public Class<?> getObjectType() {
        return CodefleetClient.class;
    }

    @Override
    protected CodefleetClient createInstance() {
        try {
            return Blocking.await(Codefleet.connect(vertx, options));
        } catch (CodefleetException e) {
            throw new FleetConnectionException(options.safeUri(), e);
        }
    }

    @Override
    protected void destroyInstance(@Nullable CodefleetClient client) {
        if (client != null) {
            Blocking.await(client.close());
        }
    }
}
