package io.codefleet.spring;

import io.codefleet.CodefleetClient;
import io.codefleet.micrometer.FleetMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the meters of the fleet in the application's own registry, if {@code codefleet-micrometer} is there. */
@AutoConfiguration(after = CodefleetAutoConfiguration.class)
@ConditionalOnClass({FleetMeters.class, MeterRegistry.class})
@ConditionalOnBean({CodefleetClient.class, Vertx.class})
class MetersAutoConfiguration {
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    FleetMeters codefleetFleetMeters(Vertx vertx, CodefleetClient fleet) {
        return FleetMeters.start(vertx, fleet::stats);
    }
}
