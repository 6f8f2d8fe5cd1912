package io.codefleet.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.testing.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The application as a process of its own, with its own class path. */
final class ApplicationProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;
    private final Path log;

    private ApplicationProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts it, with these arguments of Spring Boot. */
    static ApplicationProcess start(Path folder, String... arguments) throws IOException {
        String classes = Path.of(System.getProperty("build.folder"), "classes").toString();
        String dependencies = Files.readString(Path.of(System.getProperty("build.folder"), "runtime-class-path"));
        int port = FreePort.find();
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of(
                "-cp",
                classes + File.pathSeparator + dependencies,
                ReviewApplication.class.getName(),
                "--server.port=" + port));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("application.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ApplicationProcess(process, port, log);
    }

    /** Returns the Java of this test, for a short run. */
    static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC");
    }

    /** Returns a request to a path of it. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(LIMIT);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path, String body) throws Exception {
        return send(request(path).method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    /** Waits until the health of the fleet client is this. */
    void awaitHealth(String status) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(
                        () -> get("/actuator/health").body(),
                        body -> body.contains("\"codefleet\":{")
                                && body.split("\"codefleet\":\\{", 2)[1].startsWith("\"details\"")
                                && body.split("\"codefleet\":\\{", 2)[1].contains("\"status\":\"" + status + "\""));
    }

    /** Asks it to stop. */
    void terminate() {
        process.destroy();
    }

    /** Waits until it has ended, and returns its exit code. */
    int exitCode() throws Exception {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as(log())
                .isTrue();
        return process.exitValue();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
