package io.codefleet.control;

import io.codefleet.redis.test.TestCertificates;
import io.codefleet.testing.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real nginx with TLS, configured by the file of {@code deploy/}. */
final class NginxServer implements AutoCloseable {
    static final Path CONFIGURATION = Path.of("../deploy/docker/nginx.conf");

    private final Process process;
    final int port;

    private NginxServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Optional<Path> executable() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it in a folder, before a server on this port of this machine. */
    static NginxServer start(Path folder, int upstream) throws Exception {
        TestCertificates made = TestCertificates.in(Files.createDirectory(folder.resolve("tls")));
        int port = FreePort.find();
        // What belongs to a container: ports, files, and the name of the control plane.
        Map<String, String> replaced = new LinkedHashMap<>();
        replaced.put("listen 80;", "listen 127.0.0.1:" + FreePort.find() + ";");
        replaced.put("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl");
        replaced.put("/etc/nginx/tls/tls.crt", made.certificate("server").toString());
        replaced.put("/etc/nginx/tls/tls.key", made.key("server").toString());
        replaced.put("set $control control:8080;", "set $control 127.0.0.1:" + upstream + ";");
        replaced.put(
                "access_log /dev/stdout plain;", "access_log " + folder + "/access.log plain;\n" + temporary(folder));
        String configuration = Files.readString(CONFIGURATION);
        for (Map.Entry<String, String> each : replaced.entrySet()) {
            if (!configuration.contains(each.getKey())) {
                throw new IllegalStateException(CONFIGURATION + " has no '" + each.getKey() + "'");
            }
            configuration = configuration.replace(each.getKey(), each.getValue());
        }
        Path file = Files.writeString(folder.resolve("nginx.conf"), configuration);
        Process process = new ProcessBuilder(
                        executable().orElseThrow().toString(),
                        "-e",
                        folder + "/error.log",
                        "-c",
                        file.toString(),
                        "-g",
                        "daemon off; pid " + folder + "/nginx.pid; error_log " + folder + "/error.log;")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        NginxServer server = new NginxServer(process, port);
        Awaitility.await("nginx").until(() -> !process.isAlive() || Files.exists(folder.resolve("nginx.pid")));
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("error.log")));
        }
        return server;
    }

    /** Only an administrator may write where nginx keeps its files else. */
    private static String temporary(Path folder) {
        return Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                .map(kind -> kind + "_temp_path " + folder + "/" + kind + ";\n")
                .collect(Collectors.joining());
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
