package io.codefleet.launcher.cli.command;

import io.codefleet.launcher.config.ConfigLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The certificate of a server; a mixin. */
final class TlsFlags {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Serve HTTPS with this certificate (PEM, with its chain); read again when it changes")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's private key (PEM, PKCS#8)")
    private @Nullable Path key;

    /** Sets the files, if they are given. */
    void put(ConfigLayer.Values layer) {
        if ((certificate == null) != (key == null)) {
            throw new CommandFailure("--tls-cert and --tls-key go together; give both or neither");
        }
        if (certificate != null && key != null) {
            layer.put("control.tls.certificate", readable("--tls-cert", certificate), "--tls-cert")
                    .put("control.tls.key", readable("--tls-key", key), "--tls-key");
        }
    }

    static Path readable(String flag, Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new CommandFailure(flag + ": there is no file " + file + " that can be read");
        }
        return file;
    }
}
