package io.codefleet.launcher.cli.command;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.launcher.config.ControlSettings;
import io.codefleet.testing.VertxExtension;
import io.codefleet.time.DurationText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The control plane in {@code deploy/}: compose file, manifests, and the proxy before it. */
class ControlDeployFilesTest {
    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    private Path folder;

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> names(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path("name").asText())
                .toList();
    }

    private static JsonNode compose() throws IOException {
        return ControlManifest.documents("docker/compose.yml").get(0);
    }

    private static String text(String file) throws IOException {
        return Files.readString(Path.of("../deploy", file));
    }

    /** Returns the status of a path of a control plane with these options on this machine. */
    private int status(ControlOptions options, String path) throws Exception {
        CodefleetClient fleet = get(Codefleet.connect(vertx.get(), CodefleetOptions.of("memory:" + UUID.randomUUID())));
        ControlServer control = ControlServer.on(
                vertx.get(), fleet, options.toBuilder().host("127.0.0.1").build());
        try {
            URI uri = URI.create("http://127.0.0.1:" + get(control.listen(0)) + path);
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } finally {
            get(control.close());
            get(fleet.close());
        }
    }

    @Test
    void composeServesBelowThePathThatNginxPassesOn() throws Exception {
        ControlSettings settings = ControlManifest.settings(folder, text("docker/control.yml"));
        JsonNode control = compose().at("/services/control");
        String nginx = text("docker/nginx.conf");
        String check = texts(control.at("/healthcheck/test")).get(4);

        assertThat(nginx)
                .contains("location " + settings.options().pathPrefix() + "/ {")
                .contains("set $control control:" + settings.port() + ";");
        assertThat(check).startsWith("http://127.0.0.1:" + settings.port() + "/");
        assertThat(status(settings.options(), URI.create(check).getPath())).isEqualTo(200);
        assertThat(settings.options().trustedProxies())
                .containsExactly(
                        compose().at("/networks/edge/ipam/config/0/subnet").asText());
        assertThat(DurationText.parse(control.path("stop_grace_period").asText()))
                .isGreaterThan(settings.options().shutdownGrace());
    }

    @Test
    void onlyNginxIsReachedFromOutsideAndInTheNetworkThatIsTrusted() throws Exception {
        JsonNode compose = compose();
        compose.path("services").properties().forEach(service -> {
            boolean outside = service.getKey().equals("nginx");
            assertThat(service.getValue().has("ports")).as(service.getKey()).isEqualTo(outside);
            if (!service.getKey().startsWith("worker-")) {
                assertThat(texts(service.getValue().path("networks")).contains("edge"))
                        .as(service.getKey())
                        .isEqualTo(outside || service.getKey().equals("control"));
            }
        });
        assertThat(texts(compose.at("/x-worker/networks"))).containsExactly("gateway");
        assertThat(texts(compose.at("/services/redis/networks"))).containsExactly("fleet");
        assertThat(texts(compose.at("/services/control/networks"))).doesNotContain("gateway");
        compose.path("configs").forEach(file -> {
            // a certificate is made by hand
            if (!file.path("file").asText().startsWith("tls/")) {
                assertThat(Path.of("../deploy/docker", file.path("file").asText()))
                        .exists();
            }
        });
        assertThat(compose.at("/services/control/read_only").asBoolean()).isTrue();
    }

    @Test
    void theManifestsConfigurationIsReadAndItsEndFitsIntoTheGraceOfThePod() throws Exception {
        ControlManifest manifest = ControlManifest.read();
        ControlSettings settings = manifest.settings(folder);
        JsonNode pod = manifest.pod();
        Duration pause = Duration.ofSeconds(
                pod.at("/containers/0/lifecycle/preStop/exec/command/1").asLong());

        assertThat(pod.at("/containers/0/ports/0/containerPort").asInt()).isEqualTo(settings.port());
        assertThat(settings.options().host()).isEqualTo("0.0.0.0");
        assertThat(Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong()))
                .isGreaterThan(settings.options().shutdownGrace().plus(pause));
        assertThat(manifest.of("Deployment").at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(manifest.of("PodDisruptionBudget").at("/spec/minAvailable").asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"startupProbe", "livenessProbe", "readinessProbe"})
    void theProbesAskForWhatNeedsNoKey(String probe) throws Exception {
        ControlManifest manifest = ControlManifest.read();
        JsonNode get = manifest.pod().at("/containers/0/" + probe + "/httpGet");

        assertThat(get.path("port")).isEqualTo(manifest.pod().at("/containers/0/ports/0/name"));
        assertThat(status(manifest.settings(folder).options(), get.path("path").asText()))
                .isEqualTo(200);
    }

    @Test
    void thePodMayWriteNothingAndIsNoRoot() throws Exception {
        JsonNode pod = ControlManifest.read().pod();
        JsonNode rights = pod.at("/containers/0/securityContext");

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(rights.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(rights.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(texts(rights.at("/capabilities/drop"))).containsExactly("ALL");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    }

    @Test
    void whatTheManifestsReferToIsThere() throws Exception {
        ControlManifest manifest = ControlManifest.read();
        JsonNode deployment = manifest.of("Deployment");
        JsonNode labels = deployment.at("/spec/template/metadata/labels");
        JsonNode port = manifest.pod().at("/containers/0/ports/0/name");

        assertThat(manifest.documents())
                .extracting(each -> each.path("kind").asText())
                .containsExactly(
                        "ConfigMap", "Deployment", "Service", "PodDisruptionBudget", "Ingress", "NetworkPolicy");
        for (JsonNode selector : List.of(
                deployment.at("/spec/selector/matchLabels"),
                manifest.of("Service").at("/spec/selector"),
                manifest.of("PodDisruptionBudget").at("/spec/selector/matchLabels"),
                manifest.of("NetworkPolicy").at("/spec/podSelector/matchLabels"))) {
            assertThat(selector).isEqualTo(labels);
        }
        assertThat(manifest.of("Service").at("/spec/ports/0/targetPort")).isEqualTo(port);
        assertThat(manifest.of("NetworkPolicy").at("/spec/ingress/0/ports/0/port"))
                .isEqualTo(port);
        JsonNode backend = manifest.of("Ingress").at("/spec/rules/0/http/paths/0/backend/service");
        assertThat(backend.path("name")).isEqualTo(manifest.of("Service").at("/metadata/name"));
        assertThat(backend.at("/port/name")).isEqualTo(manifest.of("Service").at("/spec/ports/0/name"));
        assertThat(manifest.pod().at("/volumes/0/configMap/name"))
                .isEqualTo(manifest.of("ConfigMap").at("/metadata/name"));
        assertThat(names(manifest.pod().at("/containers/0/volumeMounts")))
                .isEqualTo(names(manifest.pod().path("volumes")));
    }

    @Test
    void prometheusScrapesWhatIsThereUnderTheJobsOfTheRules() throws Exception {
        List<JsonNode> monitors = ControlManifest.documents("kubernetes/monitoring.yml");
        ControlManifest manifest = ControlManifest.read();
        JsonNode worker = ControlManifest.documents("kubernetes/worker.yml").get(1);

        assertThat(monitors)
                .extracting(each -> each.path("kind").asText())
                .containsExactly("ServiceMonitor", "PodMonitor");
        assertThat(monitors.get(0).at("/spec/selector/matchLabels"))
                .isEqualTo(manifest.of("Service").at("/metadata/labels"));
        assertThat(monitors.get(0).at("/spec/endpoints/0/port"))
                .isEqualTo(manifest.of("Service").at("/spec/ports/0/name"));
        assertThat(monitors.get(1).at("/spec/selector/matchLabels"))
                .isEqualTo(worker.at("/spec/template/metadata/labels"));
        assertThat(monitors.get(1).at("/spec/podMetricsEndpoints/0/port"))
                .isEqualTo(worker.at("/spec/template/spec/containers/0/ports/0/name"));
        List<String> jobs = ControlManifest.documents("prometheus/prometheus.yml")
                .get(0)
                .path("scrape_configs")
                .findValuesAsText("job_name");
        assertThat(monitors)
                .extracting(each -> each.at("/spec/selector/matchLabels/app").asText())
                .isEqualTo(jobs);
        assertThat(status(
                        manifest.settings(folder).options(),
                        monitors.get(0).at("/spec/endpoints/0/path").asText()))
                .as("it asks for a key")
                .isEqualTo(401);
    }
}
