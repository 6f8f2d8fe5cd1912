package io.codefleet.broker.nats;

import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/** An operator of servers, as the tool {@code nsc} makes one: its servers know users by keys that the operator has signed. */
final class NatsOperator {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String UNLIMITED = "\"subs\":-1,\"conn\":-1,\"leaf\":-1,\"imports\":-1,\"exports\":-1,"
            + "\"data\":-1,\"payload\":-1,\"wildcards\":true";
    private static final String STORAGE = ",\"mem_storage\":-1,\"disk_storage\":-1,\"streams\":-1,\"consumer\":-1";

    private final NKey key = NKey.createOperator(RANDOM);
    private final NKey fleet = NKey.createAccount(RANDOM);
    private final NKey system = NKey.createAccount(RANDOM);

    NatsOperator() throws GeneralSecurityException, IOException {}

    private static String publicKey(NKey key) throws GeneralSecurityException, IOException {
        return new String(key.getPublicKey());
    }

    private String signed(NKey subject, String name, String claims) throws GeneralSecurityException, IOException {
        return JwtUtils.issueJWT(
                key,
                publicKey(subject),
                name,
                null,
                JwtUtils.currentTimeSeconds(),
                publicKey(key),
                () -> "{" + claims + ",\"version\":2}");
    }

    private String account(NKey account, String name, String limits) throws GeneralSecurityException, IOException {
        return signed(account, name, "\"type\":\"account\",\"limits\":{" + limits + "}");
    }

    /** Returns the settings of a server whose users have an account with streams. */
    String settings() throws GeneralSecurityException, IOException {
        return """
                operator: "%s"
                system_account: %s
                resolver: MEMORY
                resolver_preload: {
                  %s: "%s"
                  %s: "%s"
                }
                """.formatted(
                        signed(key, "operator", "\"type\":\"operator\""),
                        publicKey(system),
                        publicKey(system),
                        account(system, "system", UNLIMITED),
                        publicKey(fleet),
                        account(fleet, "fleet", UNLIMITED + STORAGE));
    }

    /** Writes the file with the keys of a new user. */
    Path creds(Path file) throws GeneralSecurityException, IOException {
        NKey user = NKey.createUser(RANDOM);
        String token = JwtUtils.issueUserJWT(fleet, publicKey(fleet), publicKey(user));
        return Files.writeString(file, """
                -----BEGIN NATS USER JWT-----
                %s
                ------END NATS USER JWT------

                -----BEGIN USER NKEY SEED-----
                %s
                ------END USER NKEY SEED------
                """.formatted(token, new String(user.getSeed())));
    }
}
