package io.codefleet.control;

import io.codefleet.redis.test.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real nginx with TLS, configured by the block that the guide gives. */
final class NginxServer implements AutoCloseable {
    private static final Pattern BLOCK = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);
    /** Ports from 32768 on are those of outgoing connections. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 32_000;

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
        int port = freePort();
        Matcher guide = BLOCK.matcher(Files.readString(Path.of("../docs/guides/control-plane.md")));
        if (!guide.find()) {
            throw new IllegalStateException("the guide has no block for nginx");
        }
        String location = guide.group(1).replace("127.0.0.1:8080", "127.0.0.1:" + upstream);
        Path file = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 64; }
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    map $http_upgrade $connection_upgrade { default upgrade; "" close; }
                    server {
                        listen 127.0.0.1:%2$d ssl http2;
                        ssl_certificate %3$s;
                        ssl_certificate_key %4$s;
                        %5$s
                    }
                }
                """.formatted(
                        folder, port, made.certificate("server"), made.key("server"), location));
        Process process = new ProcessBuilder(
                        executable().orElseThrow().toString(), "-e", folder + "/error.log", "-c", file.toString())
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

    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (java.net.BindException taken) {
                // the next one
            }
        }
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
