package io.codefleet.redis.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Certificates for tests, made by the JDK's {@code keytool} in PEM files of one folder: a certificate authority, what it signed
 * for a server at 127.0.0.1 and for a client, and a client that another authority knows.
 */
public final class TestCertificates {

    private static final String PASSWORD = "changeit";

    private final Path folder;

    private TestCertificates(Path folder) {
        this.folder = folder;
    }

    /** Makes them in this folder. */
    public static TestCertificates in(Path folder) {
        TestCertificates made = new TestCertificates(folder);
        try {
            made.generate("ca", "-ext", "bc:c");
            made.generate("server", "-signer", "ca", "-ext", "san=ip:127.0.0.1");
            made.generate("elsewhere", "-signer", "ca", "-ext", "san=dns:elsewhere.example");
            made.generate("client", "-signer", "ca");
            made.generate("stranger");
            made.export();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot make certificates in " + folder, e);
        }
        return made;
    }

    /** Returns the certificate of the authority that both sides trust. */
    public Path ca() {
        return certificate("ca");
    }

    /**
     * Returns the certificate of this name: server, elsewhere (for another host), client, stranger (which the authority does
     * not know).
     */
    public Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    /** Returns the private key of the certificate of this name. */
    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    private Path store() {
        return folder.resolve("all.p12");
    }

    private void generate(String name, String... more) throws IOException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = new ArrayList<>(List.of(keytool, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
        command.addAll(List.of("-keyalg", "EC", "-validity", "2", "-storepass", PASSWORD));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store().toString()));
        command.addAll(Arrays.asList(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while keytool ran", e);
        }
    }

    private void export() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store())) {
            keys.load(in, PASSWORD.toCharArray());
        }
        for (String name : List.of("ca", "server", "elsewhere", "client", "stranger")) {
            StringBuilder chain = new StringBuilder();
            for (Certificate each : keys.getCertificateChain(name)) {
                chain.append(pem("CERTIFICATE", each.getEncoded()));
            }
            Files.writeString(certificate(name), chain);
            Files.writeString(
                    key(name),
                    pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
        }
    }

    private static String pem(String what, byte[] content) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }
}
