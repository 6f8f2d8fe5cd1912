package io.codefleet.broker.redis.internal.address;

import java.util.List;

/** Names of the options of a Redis URI. */
final class Parameters {
    static final String CA = "ca";
    static final String CERT = "cert";
    static final String KEY = "key";
    static final String VERIFY_HOST = "verifyHost";
    static final String PASSWORD_FILE = "passwordFile";
    static final String SENTINEL_USER = "sentinelUser";
    static final String SENTINEL_PASSWORD_FILE = "sentinelPasswordFile";
    static final String WAIT_REPLICAS = "waitReplicas";

    static final List<String> ALL =
            List.of(CA, CERT, KEY, VERIFY_HOST, PASSWORD_FILE, SENTINEL_USER, SENTINEL_PASSWORD_FILE, WAIT_REPLICAS);

    private Parameters() {}
}
