package io.codefleet.control.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Resource;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import org.junit.jupiter.api.Test;

class UsableKeysTest {
    private static final String USABLE = "{\"kty\":\"EC\",\"kid\":\"old\",\"crv\":\"P-256\","
            + "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}";

    private static String read(String text) throws IOException {
        URL address = URI.create("https://issuer.example/keys").toURL();
        return new UsableKeys(url -> new Resource(text, "application/json"))
                .retrieveResource(address)
                .getContent();
    }

    @Test
    void aKeyThatTheLibraryCannotUseKeepsNoOtherFromBeingUsed() throws Exception {
        String newer = "{\"kty\":\"EC\",\"kid\":\"new\",\"crv\":\"BP-256\",\"x\":\"AA\",\"y\":\"AA\"}";
        String set = "{\"keys\":[" + newer + "," + USABLE + "]}";

        assertThatThrownBy(() -> JWKSet.parse(set)).isInstanceOf(ParseException.class);
        assertThat(JWKSet.parse(read(set)).getKeys())
                .singleElement()
                .satisfies(key -> assertThat(key.getKeyID()).isEqualTo("old"));
    }

    @Test
    void aTextThatIsNoKeySetIsLeftToTheLibrary() throws Exception {
        assertThat(read("not json")).isEqualTo("not json");
        assertThat(read("{\"error\":\"away\"}")).isEqualTo("{\"error\":\"away\"}");
    }
}
