package io.codefleet.launcher.config;

import static io.codefleet.launcher.config.SettingsResolver.or;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.TlsFiles;
import io.codefleet.control.alerts.AlertYaml;
import io.codefleet.control.auth.JwtOptions;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.codefleet.error.InvalidInputException;
import io.codefleet.launcher.config.ControlPart.JwtPart;
import io.codefleet.launcher.config.ControlPart.RequestLimitsPart;
import io.codefleet.launcher.config.ControlPart.TlsPart;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes settings of a control plane of the merged layers. */
public final class ControlResolver {
    private static final int DEFAULT_PORT = 8080;
    private static final ControlOptions DEFAULTS = ControlOptions.defaults();

    private ControlResolver() {}

    /**
     * Returns the settings of the control plane.
     *
     * @throws ConfigException if a key is unknown or a value cannot be used; the message names it and where it came from
     */
    public static ControlSettings resolve(ConfigLayer merged) {
        return merged.resolve(file -> resolve(file.control()));
    }

    private static ControlSettings resolve(ControlPart control) {
        int port = SettingsResolver.port("control.port", or(control.port(), DEFAULT_PORT));
        RequestLimitsPart limits = control.limits();
        try {
            ControlOptions.Builder options = ControlOptions.builder()
                    .host(or(control.host(), DEFAULTS.host()))
                    .pathPrefix(or(control.pathPrefix(), DEFAULTS.pathPrefix()))
                    .trustedProxies(or(control.trustedProxies(), DEFAULTS.trustedProxies()))
                    .tls(tls(control.tls()))
                    .jwt(control.jwt().absent() ? null : jwt(control.jwt()))
                    .keyRate(rate("per_second", limits.perSecond(), limits.burst(), DEFAULTS.keyRate()))
                    .addressRate(rate(
                            "anonymous_per_second",
                            limits.anonymousPerSecond(),
                            limits.anonymousBurst(),
                            DEFAULTS.addressRate()))
                    .maxConnections(positive("max_connections", or(limits.maxConnections(), DEFAULTS.maxConnections())))
                    .idleTimeout(or(limits.idleTimeout(), DEFAULTS.idleTimeout()))
                    .bodyTimeout(or(limits.bodyTimeout(), DEFAULTS.bodyTimeout()))
                    .shutdownGrace(or(limits.shutdownGrace(), DEFAULTS.shutdownGrace()));
            if (control.alerts() != null) {
                options.alerts(AlertYaml.read(control.alerts()));
            }
            return new ControlSettings(options.build(), port);
        } catch (InvalidInputException e) {
            String key = "control." + SnakeCaseStrategy.INSTANCE.translate(e.field());
            throw ConfigException.of(key, e.fault(), e);
        }
    }

    private static @Nullable TlsFiles tls(TlsPart tls) {
        if (tls.certificate() == null && tls.key() == null) {
            return null;
        }
        if (tls.certificate() == null || tls.key() == null) {
            throw ConfigException.of("control.tls", "names a certificate or a key only; give both or neither");
        }
        return new TlsFiles(
                ConfigPaths.file("control.tls.certificate", tls.certificate()),
                ConfigPaths.file("control.tls.key", tls.key()));
    }

    private static JwtOptions jwt(JwtPart jwt) {
        if ((jwt.keySet() == null) == (jwt.secretFile() == null)) {
            throw ConfigException.of(
                    "control.jwt",
                    "needs key_set or secret_file (--jwt-keys, --jwt-secret-file), and not both: how a token is proved");
        }
        if (jwt.issuer() == null || jwt.audience() == null) {
            throw ConfigException.of(
                    "control.jwt",
                    "needs issuer and audience (--jwt-issuer, --jwt-audience); tokens for others would be accepted");
        }
        JwtOptions.Builder options = JwtOptions.builder()
                .keySet(jwt.keySet())
                .secret(jwt.keySet() == null ? secret(jwt.secretFile()) : null)
                .issuer(jwt.issuer())
                .audience(jwt.audience());
        putClaims(options, jwt);
        return options.build();
    }

    private static void putClaims(JwtOptions.Builder options, JwtPart jwt) {
        if (jwt.roleClaim() != null) {
            options.roleClaim(jwt.roleClaim());
        }
        if (jwt.roles() != null) {
            Map<String, Role> roles = new LinkedHashMap<>();
            jwt.roles().forEach((name, role) -> roles.put(name, role("control.jwt.roles." + name, role)));
            options.roles(roles);
        }
        if (jwt.namespacesClaim() != null) {
            options.namespacesClaim(jwt.namespacesClaim().isEmpty() ? null : jwt.namespacesClaim());
        }
        if (jwt.clockSkew() != null) {
            options.clockSkew(jwt.clockSkew());
        }
    }

    private static Role role(String key, String code) {
        try {
            return Role.of(code);
        } catch (InvalidInputException e) {
            throw ConfigException.of(key, e.fault(), e);
        }
    }

    private static String secret(@Nullable Path file) {
        Path given = ConfigPaths.file("control.jwt.secret_file", file == null ? Path.of("") : file);
        return TextFile.read("control.jwt.secret_file", given).strip();
    }

    private static RateLimit rate(
            String key, @Nullable Integer perSecond, @Nullable Integer burst, RateLimit fallback) {
        int rate = positive(key, or(perSecond, fallback.perSecond()));
        // Twice the rate is what the defaults of keys allow.
        int most = burst != null ? burst : perSecond != null ? 2 * rate : fallback.burst();
        return new RateLimit(rate, positive(key.replace("per_second", "burst"), most));
    }

    private static int positive(String key, int value) {
        if (value < 1) {
            throw ConfigException.of("control.limits." + key, "is " + value + ", must be at least 1");
        }
        return value;
    }
}
