package io.codefleet.spring;

import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.AbstractFactoryBean;

/** Factory of the Vert.x of an application that has none of its own; closes it with the application. */
final class VertxFactory extends AbstractFactoryBean<Vertx> {
    @Override
    public Class<?> getObjectType() {
        return Vertx.class;
    }

    @Override
    protected Vertx createInstance() {
        return Vertx.vertx();
    }

    @Override
    protected void destroyInstance(@Nullable Vertx vertx) {
        if (vertx != null) {
            Blocking.await(vertx.close());
        }
    }
}
