package io.codefleet.spring;

import io.codefleet.CodefleetClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the health indicator {@code codefleet} on Boot 3 with its actuator. */
@AutoConfiguration(after = CodefleetAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnFleetHealth
class Boot3HealthAutoConfiguration {
    @Bean
    HealthIndicator codefleetHealthIndicator(CodefleetClient fleet, ObjectProvider<FleetWorkerLifecycle> worker) {
        FleetHealth health = new FleetHealth(fleet, worker);
        return () -> health.show(Health.up(), Health.down(), Health.Builder::withDetails)
                .build();
    }
}
