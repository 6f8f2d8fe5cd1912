package io.codefleet.redis.test;

import com.github.dockerjava.api.DockerClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A server in a container, on a fixed port of its host so that a restart does not move it. */
final class ContainerServer implements RedisTestServer {

    private static final DockerImageName IMAGE = DockerImageName.parse("redis:7.4-alpine");
    private static final int INNER_PORT = 6379;
    private static final String CERTIFICATE = "/tls/server.crt";
    private static final String KEY = "/tls/server.key";
    private static final int READABLE = 0444;

    private final GenericContainer<?> container;
    private final RedisTestOptions options;
    private final int port;

    private ContainerServer(GenericContainer<?> container, RedisTestOptions options, int port) {
        this.container = container;
        this.options = options;
        this.port = port;
    }

    static boolean dockerAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    static ContainerServer start(RedisTestOptions options) {
        int port = Probe.freePort("127.0.0.1");
        Optional<RedisTestOptions.Tls> files =
                options.tls().map(tls -> new RedisTestOptions.Tls(Path.of(CERTIFICATE), Path.of(KEY)));
        List<String> command = new ArrayList<>();
        command.add("redis-server");
        command.addAll(options.serverArguments(INNER_PORT, "0.0.0.0", files));
        command.addAll(List.of("--protected-mode", "no"));
        GenericContainer<?> container = new GenericContainer<>(IMAGE).withCommand(command.toArray(String[]::new));
        container.setPortBindings(List.of(port + ":" + INNER_PORT));
        options.tls()
                .ifPresent(tls -> container
                        .withCopyFileToContainer(MountableFile.forHostPath(tls.certificate(), READABLE), CERTIFICATE)
                        .withCopyFileToContainer(MountableFile.forHostPath(tls.key(), READABLE), KEY));
        ContainerServer server = new ContainerServer(container, options, port);
        container.start();
        server.awaitAnswer();
        return server;
    }

    @Override
    public String uri() {
        return options.uri(container.getHost(), port);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean canBreak() {
        return true;
    }

    @Override
    public void kill() {
        docker().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void restart() {
        docker().restartContainerCmd(container.getContainerId()).exec();
        awaitAnswer();
    }

    @Override
    public void pause() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void resume() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void stop() {
        docker().stopContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void close() {
        container.close();
    }

    private void awaitAnswer() {
        if (!Probe.awaitAnswer(container.getHost(), port, options.tls().isPresent(), () -> true)) {
            String output = container.getLogs();
            container.close();
            throw new IllegalStateException("Redis in a container did not come up; it said:\n" + output);
        }
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
