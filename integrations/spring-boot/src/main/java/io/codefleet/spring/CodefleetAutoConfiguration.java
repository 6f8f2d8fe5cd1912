package io.codefleet.spring;

import io.codefleet.AttemptInterceptor;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.SubmitInterceptor;
import io.codefleet.WorkerOptions;
import io.vertx.core.Vertx;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of a {@link CodefleetClient}, and of a worker that runs the methods with {@link CodefleetHandler}. A bean
 * {@link Vertx} or {@link CodefleetClient} of the application takes the place of its own. {@code codefleet.enabled=false} switches it
 * off.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "codefleet.enabled", matchIfMissing = true)
@EnableConfigurationProperties(CodefleetProperties.class)
public class CodefleetAutoConfiguration {
    /** Creates the configuration. */
    public CodefleetAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(Vertx.class)
    VertxFactory codefleetVertx() {
        return new VertxFactory();
    }

    @Bean
    @ConditionalOnMissingBean(CodefleetClient.class)
    FleetClientFactory codefleetClient(
            Vertx vertx,
            CodefleetProperties properties,
            ObjectProvider<SubmitInterceptor> interceptors,
            ObjectProvider<CodefleetOptionsCustomizer> customizers) {
        CodefleetOptions options = options(properties)
                .submitInterceptors(interceptors.orderedStream().toArray(SubmitInterceptor[]::new));
        for (CodefleetOptionsCustomizer customizer : customizers.orderedStream().toList()) {
            options = customizer.customize(options);
        }
        return new FleetClientFactory(vertx, options);
    }

    private static CodefleetOptions options(CodefleetProperties properties) {
        String broker = properties.broker();
        if (broker == null || broker.isBlank()) {
            throw new MissingBrokerException();
        }
        CodefleetOptions options = CodefleetOptions.of(broker)
                .namespace(properties.namespace())
                .commandTimeout(properties.commandTimeout());
        return properties.actor() == null ? options : options.actor(properties.actor());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = "codefleet.worker.enabled", matchIfMissing = true)
    FleetWorkerLifecycle codefleetWorker(
            CodefleetClient fleet,
            ConfigurableListableBeanFactory beans,
            CodefleetProperties properties,
            ObjectProvider<AttemptInterceptor> interceptors,
            ObjectProvider<WorkerOptionsCustomizer> customizers) {
        WorkerOptions options = options(properties.worker())
                .attemptInterceptors(interceptors.orderedStream().toArray(AttemptInterceptor[]::new));
        for (WorkerOptionsCustomizer customizer : customizers.orderedStream().toList()) {
            options = customizer.customize(options);
        }
        return new FleetWorkerLifecycle(fleet, new HandlerMethods(beans), options);
    }

    private static WorkerOptions options(CodefleetProperties.WorkerSection section) {
        WorkerOptions options = WorkerOptions.create()
                .concurrency(section.concurrency())
                .capabilities(section.capabilities())
                .labels(section.labels())
                .drainTimeout(section.drainTimeout());
        return section.id() == null ? options : options.id(section.id());
    }
}
