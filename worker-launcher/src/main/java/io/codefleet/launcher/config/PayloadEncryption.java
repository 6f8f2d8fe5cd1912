package io.codefleet.launcher.config;

import io.codefleet.CodefleetOptions;
import io.codefleet.codec.AesGcmCodec;
import io.codefleet.codec.PayloadKeys;
import io.codefleet.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the keys that encrypt content. They come by a file or a variable, never by an argument, which others can see. */
final class PayloadEncryption {
    private PayloadEncryption() {}

    /**
     * Returns the options with the payload codec that this part configures.
     *
     * @throws ConfigException if there are no such keys; its message never holds one
     */
    static CodefleetOptions add(CodefleetOptions options, BrokerPart part) {
        boolean refusesPlain = Boolean.TRUE.equals(part.refusePlainPayloads());
        String keys = keys(part);
        if (keys == null) {
            if (refusesPlain) {
                throw ConfigException.of(
                        "broker.refuse_plain_payloads", "is true, but there are no keys; name broker.payload_key_file");
            }
            return options;
        }
        try {
            AesGcmCodec codec = AesGcmCodec.of(PayloadKeys.parse(keys));
            return options.codec(refusesPlain ? codec.refusingPlain() : codec);
        } catch (InvalidInputException e) {
            String source =
                    part.payloadKeys() != null ? "broker.payload_keys" : "the key file " + part.payloadKeyFile();
            throw new ConfigException(source + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable String keys(BrokerPart part) {
        if (part.payloadKeys() != null && part.payloadKeyFile() != null) {
            throw ConfigException.of("broker", "names payload_key_file and payload_keys; leave one out");
        }
        return part.payloadKeyFile() == null ? part.payloadKeys() : read(part.payloadKeyFile());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw ConfigException.of(
                    "broker.payload_key_file",
                    file + " cannot be read (" + e.getClass().getSimpleName() + ")",
                    e);
        }
    }
}
