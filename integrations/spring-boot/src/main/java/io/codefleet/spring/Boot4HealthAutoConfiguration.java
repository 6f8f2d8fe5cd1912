package io.codefleet.spring;

import io.codefleet.CodefleetClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the health indicator {@code codefleet} on Boot 4 with its actuator. */
@AutoConfiguration(after = {CodefleetAutoConfiguration.class, Boot3HealthAutoConfiguration.class})
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnFleetHealth
class Boot4HealthAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(name = "codefleetHealthIndicator")
    HealthIndicator codefleetHealthIndicator(CodefleetClient fleet, ObjectProvider<FleetWorkerLifecycle> worker) {
        FleetHealth health = new FleetHealth(fleet, worker);
        return () -> health.show(Health.up(), Health.down(), Health.Builder::withDetails)
                .build();
    }
}
