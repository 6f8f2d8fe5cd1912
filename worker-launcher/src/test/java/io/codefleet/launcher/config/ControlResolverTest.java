package io.codefleet.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.control.ControlOptions;
import io.codefleet.control.alerts.AlertReceiver;
import io.codefleet.control.auth.JwtOptions;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section control of a file. */
class ControlResolverTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("HOOK", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    @TempDir
    private Path folder;

    private ConfigLayer layer(String text) throws Exception {
        return new WorkerFileReader(ENVIRONMENT).read(Files.writeString(folder.resolve("control.yml"), text));
    }

    private ControlSettings resolve(String text) throws Exception {
        return ControlResolver.resolve(layer(text));
    }

    @Test
    void aFileThatSaysNothingHasTheDefaults() throws Exception {
        ControlSettings settings = resolve("broker: {uri: \"redis://redis.internal\"}\n");
        assertThat(settings.options()).isEqualTo(ControlOptions.defaults());
        assertThat(settings.port()).isEqualTo(8080);
    }

    @Test
    void everyKeyIsTakenUp() throws Exception {
        Files.writeString(folder.resolve("tls.crt"), "x");
        Files.writeString(folder.resolve("tls.key"), "x");
        ControlSettings settings = resolve("""
                control:
                  host: 0.0.0.0
                  port: 8443
                  path_prefix: /fleet
                  trusted_proxies: [10.0.0.0/8, 192.0.2.7]
                  tls: {certificate: tls.crt, key: tls.key}
                  jwt:
                    key_set: https://issuer.example/keys
                    issuer: https://issuer.example
                    audience: codefleet
                    role_claim: realm_access.roles
                    roles: {fleet-users: submitter, fleet-ops: operator}
                    namespaces_claim: ""
                    clock_skew: 30s
                  limits:
                    per_second: 7
                    anonymous_per_second: 3
                    anonymous_burst: 5
                    max_connections: 99
                    idle_timeout: 2m
                    body_timeout: 5s
                    shutdown_grace: 1s
                  alerts:
                    dashboard: https://fleet.example/
                    rules:
                      queue-length: {threshold: 5000, duration: 5m}
                    receivers:
                      - {name: ops, url: "https://ops.example/x", secret: "${HOOK}"}
                """);
        ControlOptions options = settings.options();
        assertThat(settings.port()).isEqualTo(8443);
        assertThat(options.host()).isEqualTo("0.0.0.0");
        assertThat(options.pathPrefix()).isEqualTo("/fleet");
        assertThat(options.trustedProxies()).containsExactly("10.0.0.0/8", "192.0.2.7");
        assertThat(options.tls().orElseThrow().certificate()).isEqualTo(folder.resolve("tls.crt"));
        JwtOptions jwt = options.jwt().orElseThrow();
        assertThat(jwt.keySet()).hasValue(URI.create("https://issuer.example/keys"));
        assertThat(jwt.roles())
                .containsExactlyInAnyOrderEntriesOf(Map.of("fleet-users", Role.SUBMITTER, "fleet-ops", Role.OPERATOR));
        assertThat(jwt.roleClaim()).isEqualTo("realm_access.roles");
        assertThat(jwt.namespacesClaim()).isEmpty();
        assertThat(jwt.clockSkew()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.keyRate()).isEqualTo(new RateLimit(7, 14));
        assertThat(options.addressRate()).isEqualTo(new RateLimit(3, 5));
        assertThat(options.maxConnections()).isEqualTo(99);
        assertThat(options.idleTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.bodyTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.shutdownGrace()).isEqualTo(Duration.ofSeconds(1));
        assertThat(options.alerts().receivers()).extracting(AlertReceiver::name).containsExactly("ops");
    }

    @Test
    void aSharedSecretIsReadFromItsFile() throws Exception {
        Files.writeString(folder.resolve("secret"), "s".repeat(32) + "\n");
        JwtOptions jwt = resolve("control: {jwt: {secret_file: secret, issuer: i, audience: a}}\n")
                .options()
                .jwt()
                .orElseThrow();
        assertThat(jwt.secret()).hasValue("s".repeat(32));
        assertThat(jwt.toString()).doesNotContain("ssss");
    }

    @Test
    void aFlagReplacesWhatTheFileSays() throws Exception {
        ConfigLayer flags = ConfigLayer.values()
                .put("control.path_prefix", "/other", "--path-prefix")
                .put("control.jwt.key_set", "https://issuer.example/keys", "--jwt-keys")
                .layer();
        ControlOptions options = ControlResolver.resolve(flags.over(layer("""
                        control:
                          path_prefix: /fleet
                          jwt: {secret_file: secret, issuer: i, audience: a}
                        """))).options();
        assertThat(options.pathPrefix()).isEqualTo("/other");
        assertThat(options.jwt().orElseThrow().secret()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {prot: 1}                                   | unknown key 'control.prot'; did you mean 'port'?
            {path_prefx: /x}                            | unknown key 'control.path_prefx'; did you mean 'path_prefix'?
            {jwt: {audiense: x}}                        | unknown key 'control.jwt.audiense'; did you mean 'audience'?
            {limits: {per_secnd: 1}}                    | unknown key 'control.limits.per_secnd'; did you mean 'per_second'?
            {port: 70000}                               | control.port: is 70000, must be from 0 to 65535
            {port: many}                                | control.port: 'many' is not a whole number
            {path_prefix: fleet/}                       | control.path_prefix: is 'fleet/'; give a path such as /fleet
            {trusted_proxies: [10.0.0.0/8, proxy]}      | control.trusted_proxies[1]: is 'proxy'; give an address or a network
            {tls: {key: x}}                             | control.tls: names a certificate or a key only
            {tls: {key: x, certificate: y}}             | control.tls.certificate: there is no readable file
            {jwt: {issuer: x}}                          | control.jwt: needs key_set or secret_file
            {jwt: {key_set: "https://x/", secret_file: y}} | control.jwt: needs key_set or secret_file
            {jwt: {key_set: "https://x/"}}              | control.jwt: needs issuer and audience
            {jwt: {key_set: "http://x/", issuer: i, audience: a}} | control.jwt.key_set: is http://x/; give an https address
            {jwt: {secret_file: no, issuer: i, audience: a}} | control.jwt.secret_file: there is no readable file
            {jwt: {key_set: "https://x/", issuer: i, audience: a, roles: {x: boss}}} | control.jwt.roles.x: is 'boss', must be one of
            {limits: {burst: 0}}                        | control.limits.burst: is 0, must be at least 1
            {limits: {idle_timeout: soon}}              | control.limits.idle_timeout
            {alerts: {ruels: {}}}                       | control.alerts: has an unknown key 'ruels'; did you mean 'rules'?
            {alerts: {rules: {queue-lenght: {}}}}       | control.alerts.rules: has an unknown key 'queue-lenght'; did you mean 'queue-length'?
            """)
    void aWrongValueIsNamedWithItsLine(String control, String fault) {
        assertThatThrownBy(() -> resolve("control: " + control + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("control.yml line 1")
                .hasMessageContaining(fault);
    }
}
