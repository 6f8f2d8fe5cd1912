package io.codefleet.spring;

import io.codefleet.CodefleetClient;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.vertx.core.Vertx;
import jakarta.servlet.Servlet;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of a control plane behind the security of the application, below the path {@code codefleet.control.path}. It is off
 * unless {@code codefleet.control.enabled=true}, and needs {@code codefleet-control-server} and a servlet container.
 */
@AutoConfiguration(after = CodefleetAutoConfiguration.class)
@ConditionalOnClass({ControlServer.class, Servlet.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "codefleet.control.enabled", havingValue = "true")
@EnableConfigurationProperties(ControlProperties.class)
class ControlAutoConfiguration {
    @Bean
    ControlTokens codefleetControlTokens() {
        return new ControlTokens(Clock.systemUTC());
    }

    @Bean
    EmbeddedControlPlane codefleetControlPlane(
            Vertx vertx,
            CodefleetClient fleet,
            ControlProperties properties,
            ControlTokens tokens,
            Environment environment,
            ObjectProvider<ControlOptionsCustomizer> customizers) {
        ControlOptions options = ControlOptions.defaults();
        for (ControlOptionsCustomizer customizer : customizers.orderedStream().toList()) {
            options = customizer.customize(options);
        }
        String context = environment.getProperty("server.servlet.context-path", "");
        return new EmbeddedControlPlane(
                vertx,
                fleet,
                options.toBuilder()
                        .host("127.0.0.1")
                        .tls(null)
                        .pathPrefix(context + properties.path())
                        .jwt(tokens.options())
                        .build());
    }

    @Bean
    @ConditionalOnMissingBean
    ControlIdentity codefleetControlIdentity(ControlProperties properties) {
        return new ServletRoles(properties.roles());
    }

    @Bean
    ServletRegistrationBean<ControlServlet> codefleetControlServlet(
            EmbeddedControlPlane control,
            ControlIdentity identity,
            ControlTokens tokens,
            ControlProperties properties) {
        ServletRegistrationBean<ControlServlet> servlet = new ServletRegistrationBean<>(
                new ControlServlet(control::port, identity, tokens), properties.path(), properties.path() + "/*");
        servlet.setName("codefleetControl");
        return servlet;
    }
}
