package io.codefleet.control.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URL;
import java.text.ParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a key set without the keys that nimbus-jose-jwt 10.10 cannot use, as it refuses the whole set for one with a curve or an
 * operation that it does not know. RFC 7517, section 5, asks to ignore such keys.
 */
final class UsableKeys implements ResourceRetriever {
    private static final Logger log = LoggerFactory.getLogger(UsableKeys.class);
    private static final String KEYS = "keys";

    private final ResourceRetriever source;

    UsableKeys(ResourceRetriever source) {
        this.source = source;
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        Resource read = source.retrieveResource(url);
        try {
            JsonObject set = new JsonObject(read.getContent());
            if (set.getValue(KEYS) instanceof JsonArray keys) {
                set.put(KEYS, usable(keys));
                return new Resource(set.encode(), read.getContentType());
            }
            return read;
        } catch (DecodeException e) {
            // the library says what is wrong with the text
            return read;
        }
    }

    private static JsonArray usable(JsonArray keys) {
        JsonArray usable = new JsonArray();
        for (Object key : keys) {
            try {
                JWK.parse(key instanceof JsonObject json ? json.encode() : String.valueOf(key));
                usable.add(key);
            } catch (ParseException e) {
                log.atWarn().addKeyValue("fault", e.getMessage()).log("a key of the token issuer cannot be used");
            }
        }
        return usable;
    }
}
