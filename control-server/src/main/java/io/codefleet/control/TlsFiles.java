package io.codefleet.control;

import java.nio.file.Path;

/**
 * The PEM files of a control plane's TLS. They are read again when they change.
 *
 * @param certificate the certificate, followed by those that link it to its root
 * @param key the private key in PKCS#8 form
 */
public record TlsFiles(Path certificate, Path key) {}
