package io.codefleet.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.testing.junit.FleetAwait;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.test.annotation.DirtiesContext;

/** The control plane behind the Spring Security of the application, on the port of the application. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "codefleet.broker=memory:${random.uuid}",
            "codefleet.control.enabled=true",
            "codefleet.control.roles.operator=OPS",
            "server.servlet.context-path=/app"
        })
@DirtiesContext
class ControlPlaneTest {
    private static final String TASK = "{\"prompt\": \"a\\nb\", \"type\": \"count\"}";

    @TestConfiguration
    static class Security {
        @Bean
        SecurityFilterChain filters(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .csrf(csrf -> csrf.ignoringRequestMatchers("/codefleet/**"))
                    .build();
        }

        @Bean
        StrictHttpFirewall slashesInIds() {
            StrictHttpFirewall firewall = new StrictHttpFirewall();
            firewall.setAllowUrlEncodedSlash(true);
            return firewall;
        }

        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
            TomcatConnectorCustomizer slashes = connector -> connector.setEncodedSolidusHandling("decode");
            return factory -> factory.addConnectorCustomizers(slashes);
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(
                    User.withUsername("eve").password("{noop}x").roles("USER").build(),
                    User.withUsername("ann")
                            .password("{noop}x")
                            .roles("CODEFLEET_OBSERVER")
                            .build(),
                    User.withUsername("bob")
                            .password("{noop}x")
                            .roles("CODEFLEET_OBSERVER", "OPS")
                            .build());
        }
    }

    @Value("${local.server.port}")
    private int port;

    @Autowired
    private CodefleetClient fleet;

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpRequest.Builder request(String user, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/app/codefleet" + path))
                .timeout(Duration.ofSeconds(30))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString((user + ":x").getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> get(String user, String path) throws Exception {
        return http.send(request(user, path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> submit(HttpRequest.Builder request) throws Exception {
        return http.send(
                request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(TASK))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void theRoleOfAUserOfTheApplicationIsThatOfTheControlPlane() throws Exception {
        HttpRequest anonymous = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/app/codefleet/api/v1/tasks"))
                .build();
        assertThat(http.send(anonymous, BodyHandlers.discarding()).statusCode()).isEqualTo(401);
        assertThat(get("eve", "/api/v1/tasks").statusCode()).isEqualTo(403);
        assertThat(get("ann", "/api/v1/tasks").statusCode()).isEqualTo(200);
        assertThat(submit(request("ann", "/api/v1/tasks").header("X-Codefleet-Request", "1"))
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> submitted = submit(request("bob", "/api/v1/tasks").header("X-Codefleet-Request", "1"));
        assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(201);
        assertThat(FleetAwait.on(fleet).get(fleet.audit(AuditQuery.ALL)).items())
                .filteredOn(entry -> entry.action() == AuditAction.SUBMITTED)
                .extracting(AuditEntry::actor)
                .contains("bob#jwt");
    }

    @Test
    void aCallThatABrowserMaySendUnaskedIsRefused() throws Exception {
        HttpResponse<String> refused = submit(request("bob", "/api/v1/tasks"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("X-Codefleet-Request");
    }

    @Test
    void theDashboardAndItsFilesAreBelowThePath() throws Exception {
        HttpResponse<String> page = get("ann", "/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(page.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(get("ann", "/assets/api.js").body()).contains("X-Codefleet-Request");
        assertThat(get("ann", "/api/openapi.json").body()).contains("\"/app/codefleet");
    }

    @Test
    void anEventArrivesBeforeTheStreamEnds() throws Exception {
        HttpResponse<InputStream> stream =
                http.send(request("ann", "/api/v1/events").build(), BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().filter(line -> line.startsWith("event:")).findFirst())
                    .hasValue("event: snapshot");
        }
    }

    @Test
    void aTaskWhoseIdHasASlashIsFound() throws Exception {
        FleetAwait await = FleetAwait.on(fleet);
        assertThat(await.run(Task.of("a").type("count").id("run/step")).outcome())
                .isPresent();
        HttpResponse<String> found = get("ann", "/api/v1/tasks/run%2Fstep");
        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        assertThat(found.body()).contains("\"run/step\"");
    }
}
