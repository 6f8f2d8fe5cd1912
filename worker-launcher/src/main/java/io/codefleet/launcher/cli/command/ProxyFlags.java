package io.codefleet.launcher.cli.command;

import io.codefleet.launcher.config.ConfigLayer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for the reverse proxies in front of a control plane; a mixin. */
final class ProxyFlags {
    @Option(
            names = "--path-prefix",
            paramLabel = "PATH",
            description = "Serve everything below this path, such as /fleet. Default: none")
    private @Nullable String pathPrefix;

    @Option(
            names = "--trusted-proxy",
            paramLabel = "NETWORK",
            split = ",",
            description = "A reverse proxy whose X-Forwarded-… or Forwarded headers count, such as 10.0.0.0/8; may be "
                    + "repeated. Default: none")
    private @Nullable List<String> trustedProxies;

    /** Sets what is given. */
    void put(ConfigLayer.Values layer) {
        layer.put("control.path_prefix", pathPrefix, "--path-prefix")
                .put("control.trusted_proxies", trustedProxies, "--trusted-proxy");
    }
}
