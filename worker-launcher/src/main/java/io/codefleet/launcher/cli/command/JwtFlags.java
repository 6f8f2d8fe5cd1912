package io.codefleet.launcher.cli.command;

import io.codefleet.launcher.config.ConfigLayer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for the tokens that a control plane accepts in addition to API keys; a mixin. */
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

    /** Sets what is given. */
    void put(ConfigLayer.Values layer) {
        layer.put("control.jwt.key_set", keySet == null ? null : keySet.toString(), "--jwt-keys")
                .put("control.jwt.secret_file", secretFile, "--jwt-secret-file")
                .put("control.jwt.issuer", issuer, "--jwt-issuer")
                .put("control.jwt.audience", audience, "--jwt-audience")
                .put("control.jwt.role_claim", roleClaim, "--jwt-role-claim")
                .put("control.jwt.roles", roles.isEmpty() ? null : roles, "--jwt-role")
                .put("control.jwt.namespaces_claim", namespacesClaim, "--jwt-namespaces-claim")
                .put("control.jwt.clock_skew", clockSkew, "--jwt-clock-skew");
    }
}
