package io.codefleet.control.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a server's certificate and key, and reads them again when they change. A pair that cannot be used is logged, and the
 * one before stays. State is confined to the context of the timer.
 */
public final class CertificateReload {
    private static final Logger log = LoggerFactory.getLogger(CertificateReload.class);

    private final Vertx vertx;
    private final Path certificate;
    private final Path key;
    private volatile @Nullable Pair served;
    private volatile long timer = -1;

    private record Pair(Buffer certificate, Buffer key) {
        PemKeyCertOptions options() {
            return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
        }
    }

    /** Creates a reload of these files. */
    public CertificateReload(Vertx vertx, Path certificate, Path key) {
        this.vertx = vertx;
        this.certificate = certificate;
        this.key = key;
    }

    /** Reads both files. */
    public Future<PemKeyCertOptions> load() {
        return read().map(pair -> {
            served = pair;
            return pair.options();
        });
    }

    /** Checks the files at each interval and passes changed ones to a server. */
    public void watch(HttpServer server, Duration interval) {
        timer = vertx.setPeriodic(
                interval.toMillis(),
                tick -> check(server)
                        .onFailure(failure -> log.error(
                                "The certificate {} with the key {} cannot be used; the one before is still served",
                                certificate,
                                key,
                                failure)));
    }

    /** Passes files that have changed since the last check to a server; the result states whether any have. */
    public Future<Boolean> check(HttpServer server) {
        return read().compose(pair -> pair.equals(served) ? Future.succeededFuture(false) : renew(server, pair));
    }

    private Future<Boolean> renew(HttpServer server, Pair pair) {
        // A pair that cannot be used is tried once.
        served = pair;
        ServerSSLOptions options = new ServerSSLOptions().setUseAlpn(true).setKeyCertOptions(pair.options());
        return server.updateSSLOptions(options).map(updated -> {
            log.info("The changed certificate {} is served", certificate);
            return true;
        });
    }

    /** Ends the watch. */
    public void stop() {
        vertx.cancelTimer(timer);
    }

    private Future<Pair> read() {
        return vertx.fileSystem()
                .readFile(certificate.toString())
                .compose(chain -> vertx.fileSystem().readFile(key.toString()).map(secret -> new Pair(chain, secret)));
    }
}
