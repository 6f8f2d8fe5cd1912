package io.codefleet.spring;

import io.codefleet.CodefleetClient;
import io.codefleet.micrometer.FleetMeters;
import io.codefleet.micrometer.HandlerMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of the meters of the fleet, and of the worker of the handlers, in the application's own registry, if
 * {@code codefleet-micrometer} is there.
 */
@AutoConfiguration(after = CodefleetAutoConfiguration.class)
@ConditionalOnClass({FleetMeters.class, MeterRegistry.class})
@ConditionalOnBean({CodefleetClient.class, Vertx.class})
class MetersAutoConfiguration {
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    FleetMeters codefleetFleetMeters(Vertx vertx, CodefleetClient fleet) {
        return FleetMeters.start(vertx, fleet::stats);
    }

    /** Creates the meters of the worker. They are outside of the application's interceptors, and count what one refuses. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 1)
    @ConditionalOnMissingBean
    @ConditionalOnBean(FleetWorkerLifecycle.class)
    HandlerMeters codefleetHandlerMeters(ObjectProvider<FleetWorkerLifecycle> worker) {
        return HandlerMeters.of(
                () -> Optional.ofNullable(worker.getIfAvailable()).flatMap(FleetWorkerLifecycle::worker));
    }
}
