#!/usr/bin/env bash
# One key that nimbus-jose-jwt cannot use makes it refuse the whole key set, except where the key's type is unknown.
#
# Guess:   RFC 7517 asks a reader of a key set to ignore keys of a type that it does not know, and those with values that
#          it does not support. An issuer can so add a key for newer clients beside the key that all clients use.
# Happens: a key of an unknown type is ignored. A key of a known type with an unknown curve, or with a key operation of
#          its own, which the RFC permits as well, fails JWKSet.parse, and no key of the set can be used. The issuer's
#          RSA key is the same in each row.
# Version: nimbus-jose-jwt 10.10
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | unknown type AKP: 1 of 2 keys
#   | unknown algorithm: 2 of 2 keys
#   | unknown use: 2 of 2 keys
#   | unknown member: 2 of 2 keys
#   | unknown EC curve: Invalid JWK at position 1: Unknown / unsupported curve: BP-256
#   | unknown OKP curve: Invalid JWK at position 1: Unknown / unsupported curve: Ed25519ph
#   | unknown operation: Invalid JWK at position 1: Invalid JWK operation: attest
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.nimbusds</groupId><artifactId>nimbus-jose-jwt</artifactId><version>10.10</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.text.ParseException;

public class Probe {
  private static RSAKey first;

  public static void main(String[] args) throws Exception {
    first = new RSAKeyGenerator(2048).keyID("first").generate().toPublicJWK();
    String rsa = new RSAKeyGenerator(2048).keyID("second").generate().toPublicJWK().toJSONString();
    String open = rsa.substring(0, rsa.length() - 1);
    String number = "4MDA0MDQwNDA0MDQwNDA0MDQwNDA0MDQwNDA0MDQwNA";
    parse("unknown type AKP", "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"pub\":\"" + number + "\"}");
    parse("unknown algorithm", open + ",\"alg\":\"RS1024\"}");
    parse("unknown use", open + ",\"use\":\"attest\"}");
    parse("unknown member", open + ",\"level\":\"high\"}");
    parse("unknown EC curve", "{\"kty\":\"EC\",\"crv\":\"BP-256\",\"x\":\"" + number + "\",\"y\":\"" + number + "\"}");
    parse("unknown OKP curve", "{\"kty\":\"OKP\",\"crv\":\"Ed25519ph\",\"x\":\"" + number + "\"}");
    parse("unknown operation", open + ",\"key_ops\":[\"verify\",\"attest\"]}");
  }

  private static void parse(String what, String second) {
    try {
      JWKSet keys = JWKSet.parse("{\"keys\":[" + first.toJSONString() + "," + second + "]}");
      System.out.println(what + ": " + keys.size() + " of 2 keys");
    } catch (ParseException e) {
      System.out.println(what + ": " + e.getMessage());
    }
  }
}
JAVA
actual=$(java -Dfile.encoding=UTF-8 -cp 'lib/*' Probe.java 2>errors.txt) || { cat errors.txt >&2; exit 2; }

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
