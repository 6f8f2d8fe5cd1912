package io.codefleet.broker.file;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.UriParameters;
import io.codefleet.broker.log.leader.LogBrokers;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Serves {@code file:/folder}: a broker without a server, for the processes of one machine. What it acknowledges is on the disk. One
 * of the processes leads; when it ends, another takes its place. A process with {@code file:/folder?lead=false} never leads.
 */
public final class FileBrokerProvider implements BrokerProvider {
    static final long SEGMENT_BYTES = 16 << 20;
    private static final String LEAD = "lead";

    private final LogBrokers brokers;

    /** Creates the provider for {@link java.util.ServiceLoader}. */
    public FileBrokerProvider() {
        this(LogBrokers.create());
    }

    FileBrokerProvider(LogBrokers brokers) {
        this.brokers = brokers;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("file");
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        try {
            Path root = folder(options.uri());
            boolean mayLead =
                    UriParameters.of(options.uri().getRawQuery(), List.of(LEAD)).flag(LEAD, true);
            return FileLog.open(vertx, root, options.namespace(), SEGMENT_BYTES, new DiskWriter() {})
                    .compose(log -> brokers.connect(vertx, options, listener, log, mayLead));
        } catch (InvalidInputException e) {
            return Future.failedFuture(e);
        }
    }

    private static Path folder(URI uri) {
        String path = uri.getPath();
        boolean isAbsolute = path != null && path.startsWith("/") && path.length() > 1;
        boolean isPlain = uri.getRawAuthority() == null && uri.getRawFragment() == null;
        if (!isAbsolute || !isPlain) {
            throw new InvalidInputException(
                    "uri", "does not name a folder of this machine; write file:/path, as in file:/var/lib/codefleet");
        }
        return Path.of(path);
    }
}
