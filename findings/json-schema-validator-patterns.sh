#!/usr/bin/env bash
# Which patterns a JSON schema may use depends on the engine given to json-schema-validator; none takes all of
# ECMAScript's.
#
# Guess:   JSON Schema asks for the regular expressions of ECMA-262; the Joni engine of the validator is there to give
#          them, and a schema valid with one engine is valid with the other.
# Happens: the default engine takes `\p{Script=Greek}` and refuses `[^]`, Joni the other way round, both refuse
#          `\u{41}`, and the no-break space is white space for Joni only. A refused schema also writes the text of its
#          pattern to the log, at level ERROR.
# Version: json-schema-validator 2.0.8, joni 2.2.6
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | \p{Script=Greek} jdk valid, joni refused
#   | [^] jdk refused, joni valid
#   | \u{41} jdk refused, joni refused
#   | ^\s$ jdk invalid, joni valid
#   | Failed to compile pattern '\p{Script=Greek}': invalid character property name <Script=Greek>
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
    <dependency><groupId>com.networknt</groupId><artifactId>json-schema-validator</artifactId><version>2.0.8</version></dependency>
    <dependency><groupId>org.jruby.joni</groupId><artifactId>joni</artifactId><version>2.2.6</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.JDKRegularExpressionFactory;
import com.networknt.schema.regex.JoniRegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressionFactory;

public class Probe {
  public static void main(String[] args) {
    for (String[] pair : new String[][] {{"\\\\p{Script=Greek}", "\u03b1"}, {"[^]", "x"}, {"\\\\u{41}", "A"}, {"^\\\\s$", "\u00a0"}}) {
      System.out.println(pair[0].replace("\\\\", "\\")
          + " jdk " + validate(JDKRegularExpressionFactory.getInstance(), pair)
          + ", joni " + validate(JoniRegularExpressionFactory.getInstance(), pair));
    }
  }

  private static String validate(RegularExpressionFactory engine, String[] pair) {
    try {
      SchemaRegistryConfig config = SchemaRegistryConfig.builder().regularExpressionFactory(engine).build();
      Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, b -> b.schemaRegistryConfig(config))
          .getSchema("{\"pattern\": \"" + pair[0] + "\"}", InputFormat.JSON);
      return schema.validate("\"" + pair[1] + "\"", InputFormat.JSON).isEmpty() ? "valid" : "invalid";
    } catch (SchemaException e) {
      return "refused";
    }
  }
}
JAVA
actual=$(java -Dfile.encoding=UTF-8 -cp 'lib/*' Probe.java 2>errors.txt) || { cat errors.txt >&2; exit 2; }
actual+=$'\n'$(grep -o "Failed to compile pattern.*Script=Greek>" errors.txt)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
