package io.codefleet.launcher.cli.command;

import io.codefleet.control.ControlOptions;
import io.codefleet.control.auth.JwtOptions;
import io.codefleet.control.auth.Role;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which tokens a control plane accepts in addition to API keys; a mixin. */
final class JwtFlags {
    @Option(
            names = "--jwt-keys",
            paramLabel = "URL",
            description = "Accept tokens (JWT) whose issuer publishes its keys there (JWKS), by https")
    private @Nullable URI keySet;

    @Option(
            names = "--jwt-secret-file",
            paramLabel = "FILE",
            description = "Accept tokens that are signed with the secret in this file, of at least 32 bytes")
    private @Nullable Path secretFile;

    @Option(names = "--jwt-issuer", paramLabel = "ISSUER", description = "The claim iss of accepted tokens")
    private @Nullable String issuer;

    @Option(
            names = "--jwt-audience",
            paramLabel = "AUDIENCE",
            description = "A value of the claim aud of accepted tokens")
    private @Nullable String audience;

    @Option(
            names = "--jwt-role-claim",
            paramLabel = "CLAIM",
            description = "The claim that gives roles, such as realm_access.roles. Default: codefleet_role")
    private @Nullable String roleClaim;

    @Option(
            names = "--jwt-role",
            paramLabel = "NAME=ROLE",
            description = "The role of a name in that claim; may be repeated. Default: each role by its own name")
    private Map<String, String> roles = new LinkedHashMap<>();

    @Option(
            names = "--jwt-namespaces-claim",
            paramLabel = "CLAIM",
            description = "The claim that names the token's namespaces, * for all; '' asks for none. "
                    + "Default: codefleet_namespaces")
    private @Nullable String namespacesClaim;

    @Option(
            names = "--jwt-clock-skew",
            paramLabel = "DURATION",
            description = "By how much the issuer's clock may differ. Default: 1m")
    private @Nullable Duration clockSkew;

    /** Returns the options with these tokens, if there are any. */
    ControlOptions apply(ControlOptions options) {
        if (keySet == null && secretFile == null) {
            if (issuer != null || audience != null || !roles.isEmpty()) {
                throw new CommandFailure("the flags of --jwt-… need --jwt-keys or --jwt-secret-file");
            }
            return options;
        }
        if (keySet != null && secretFile != null) {
            throw new CommandFailure("give --jwt-keys or --jwt-secret-file, not both");
        }
        if (issuer == null || audience == null) {
            throw new CommandFailure(
                    "--jwt-issuer and --jwt-audience are missing; tokens for others would be accepted");
        }
        JwtOptions jwt = keySet == null
                ? JwtOptions.ofSecret(secret(), issuer, audience)
                : JwtOptions.ofKeySet(keySet, issuer, audience);
        return options.jwt(withClaims(jwt));
    }

    private String secret() {
        return secretFile == null ? "" : TextFile.read(secretFile).strip();
    }

    private JwtOptions withClaims(JwtOptions given) {
        JwtOptions jwt = given;
        if (roleClaim != null) {
            jwt = jwt.roleClaim(roleClaim);
        }
        if (!roles.isEmpty()) {
            Map<String, Role> mapped = new LinkedHashMap<>();
            roles.forEach((name, role) -> mapped.put(name, Role.of(role)));
            jwt = jwt.roles(mapped);
        }
        if (namespacesClaim != null) {
            jwt = jwt.namespacesClaim(Optional.of(namespacesClaim).filter(name -> !name.isEmpty()));
        }
        return clockSkew == null ? jwt : jwt.clockSkew(clockSkew);
    }
}
