package io.codefleet.faults.recording;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.faults.history.History;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Serves {@code recording:process:uri}: the broker at that URI, with what is claimed and reported written to a history. */
public final class RecordingBrokerProvider implements BrokerProvider {
    private static final Map<String, Observer> OBSERVERS = new ConcurrentHashMap<>();

    private record Observer(History history, Disturbance disturbance) {}

    /** Creates the provider; {@link ServiceLoader} calls it. */
    public RecordingBrokerProvider() {}

    /** Returns a URI whose connections are recorded in the history and subject to the disturbance. */
    public static String uri(History history, Disturbance disturbance, String uri) {
        OBSERVERS.put(history.process(), new Observer(history, disturbance));
        return "recording:" + history.process() + ":" + uri;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("recording");
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        String[] parts = options.uri().getRawSchemeSpecificPart().split(":", 2);
        Observer observer = OBSERVERS.get(parts[0]);
        if (observer == null) {
            throw new IllegalStateException("nobody observes " + parts[0]);
        }
        URI real = URI.create(parts[1]);
        return provider(real.getScheme())
                .connect(vertx, at(real, options), listener)
                .map(broker -> new RecordingBroker(broker, observer.history(), observer.disturbance()).proxy());
    }

    private static CodefleetOptions at(URI uri, CodefleetOptions options) {
        return CodefleetOptions.of(uri.toString())
                .namespace(options.namespace())
                .limits(options.limits())
                .commandTimeout(options.commandTimeout())
                .pollInterval(options.pollInterval());
    }

    private static BrokerProvider provider(String scheme) {
        return ServiceLoader.load(BrokerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.schemes().contains(scheme))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no broker for " + scheme));
    }
}
