#!/usr/bin/env bash
# HotSpot never compiles the method with which Vert.x JSON Schema validates, so that each validation is interpreted.
#
# Guess:   a validator that is called 100 000 times is compiled like other hot code.
# Happens: all keywords of JSON Schema are one method of more than 8 000 bytes. HotSpot compiles none of that size
#          (HugeMethodLimit) and says nothing. With -XX:-DontCompileHugeMethods it is compiled, and the same calls take less
#          than half of the time.
# Version: vertx-json-schema 5.1.6, OpenJDK 17
# Needs:   Maven and a JDK 17
# Output seen:
#   | validate has more than 8000 bytes: true
#   | compiled by default: false
#   | compiled with -XX:-DontCompileHugeMethods: true
#   | time with it below half: true
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
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-json-schema</artifactId><version>5.1.6</version></dependency>
    <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.22.1</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;

public class Probe {
  public static void main(String[] args) {
    JsonObject text = new JsonObject().put("type", "string").put("minLength", 1);
    JsonObject properties = new JsonObject();
    JsonObject value = new JsonObject();
    for (int i = 0; i < 10; i++) {
      properties.put("p" + i, text);
      value.put("p" + i, "text");
    }
    JsonObject schema = new JsonObject().put("type", "object").put("properties", properties);
    Validator validator = Validator.create(JsonSchema.of(schema), new JsonSchemaOptions()
        .setBaseUri("app://probe").setDraft(Draft.DRAFT202012).setOutputFormat(OutputFormat.Flag));
    int valid = 0;
    long begin = 0;
    for (int i = 0; i < 100_000; i++) {
      if (i == 50_000) {
        begin = System.nanoTime();
      }
      valid += validator.validate(value).getValid() ? 1 : 0;
    }
    System.out.println("MILLIS " + (System.nanoTime() - begin) / 1_000_000 + " of " + valid);
  }
}
JAVA
javac -cp 'lib/*' -d classes Probe.java
type=io.vertx.json.schema.impl.SchemaValidatorImpl
bytes=$(javap -p -c -cp "lib/vertx-json-schema-5.1.6.jar" "$type" |
  awk '/ validate\(.*,.*,/ { inside = 1 } inside && /^ *[0-9]+: [a-z]/ { split($1, at, ":"); if (at[1] + 0 > max) max = at[1] + 0 } /^$/ { inside = 0 } END { print max + 0 }')
run() { java "$@" -XX:+PrintCompilation -cp "classes:lib/*" Probe; }
run >default.txt 2>errors.txt
run -XX:-DontCompileHugeMethods >huge.txt 2>>errors.txt
compiled() { if grep -qE "$type::validate \([89][0-9]{3} bytes\)" "$1"; then echo true; else echo false; fi; }
millis() { sed -nE 's/.*MILLIS ([0-9]+) of.*/\1/p' "$1"; }
echo "bytes of code: $bytes; 50 000 validations: $(millis default.txt) ms, with the switch $(millis huge.txt) ms"
actual=$(
  echo "validate has more than 8000 bytes: $([ "$bytes" -gt 8000 ] && echo true || echo false)"
  echo "compiled by default: $(compiled default.txt)"
  echo "compiled with -XX:-DontCompileHugeMethods: $(compiled huge.txt)"
  echo "time with it below half: $([ $((2 * $(millis huge.txt))) -lt "$(millis default.txt)" ] && echo true || echo false)"
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
