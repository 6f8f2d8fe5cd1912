package io.codefleet.spring;

import io.codefleet.AttemptInterceptor;
import io.codefleet.SubmitInterceptor;
import io.codefleet.opentelemetry.FleetTracing;
import io.opentelemetry.api.OpenTelemetry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of traces, if {@code codefleet-opentelemetry} and a bean {@link OpenTelemetry} are there. The spans are
 * outside of all other interceptors.
 */
@AutoConfiguration(
        before = CodefleetAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration",
            "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
            "io.opentelemetry.instrumentation.spring.autoconfigure.OpenTelemetryAutoConfiguration"
        })
@ConditionalOnClass({FleetTracing.class, OpenTelemetry.class})
@ConditionalOnBean(OpenTelemetry.class)
@ConditionalOnProperty(name = "codefleet.tracing.enabled", matchIfMissing = true)
class TracingAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    FleetTracing codefleetTracing(OpenTelemetry openTelemetry) {
        return FleetTracing.of(openTelemetry);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SubmitInterceptor codefleetTracedSubmits(FleetTracing tracing) {
        return tracing.submits();
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    AttemptInterceptor codefleetTracedAttempts(FleetTracing tracing) {
        return tracing.attempts();
    }
}
