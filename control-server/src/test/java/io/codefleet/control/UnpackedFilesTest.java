package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vert.x unpacks files of the class path to serve them, and with each file all that lies in any folder of its path. */
class UnpackedFilesTest {
    @TempDir
    private Path cache;

    @Test
    void noCodeIsUnpackedWithTheFilesOfTheDashboard() throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setFileSystemOptions(new FileSystemOptions()
                        .setFileCacheDir(cache.resolve("files").toString())));
        CodefleetClient fleet = get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
        ControlServer control = ControlServer.on(vertx, fleet, ControlOptions.defaults());
        URI file = URI.create("http://127.0.0.1:" + get(control.listen(0)) + "/assets/app.js");
        assertThat(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(file).build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        try (Stream<Path> unpacked = Files.walk(cache)) {
            assertThat(unpacked.map(each -> each.getFileName().toString()))
                    .contains("app.js", "openapi.yaml")
                    .noneMatch(name -> name.endsWith(".class"));
        }
        get(control.close());
        get(fleet.close());
        get(vertx.close());
    }
}
