#!/usr/bin/env bash
# JTokkit refuses to count the tokens of a text that quotes a special token.
#
# Guess:   countTokens of any text returns a number; a marker such as <|endoftext|> in it is text.
# Happens: countTokens raises UnsupportedOperationException for some markers, so an estimate fails on documents about
#          language models; countTokensOrdinary counts them. Which markers depends on the encoding.
# Version: jtokkit 1.1.0
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | CL100K_BASE stop at <|endoftext|>: Encoding special tokens is not supported., ordinary 8
#   | CL100K_BASE start at <|im_start|>: 7, ordinary 7
#   | CL100K_BASE start at <|fim_prefix|>: Encoding special tokens is not supported., ordinary 8
#   | O200K_BASE stop at <|endoftext|>: Encoding special tokens is not supported., ordinary 9
#   | O200K_BASE start at <|im_start|>: 8, ordinary 8
#   | O200K_BASE start at <|fim_prefix|>: 8, ordinary 8
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
    <dependency><groupId>com.knuddels</groupId><artifactId>jtokkit</artifactId><version>1.1.0</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

public class Probe {
  public static void main(String[] args) {
    for (EncodingType type : new EncodingType[] {EncodingType.CL100K_BASE, EncodingType.O200K_BASE}) {
      Encoding encoding = Encodings.newDefaultEncodingRegistry().getEncoding(type);
      for (String text : new String[] {"stop at <|endoftext|>", "start at <|im_start|>", "start at <|fim_prefix|>"}) {
        String count;
        try {
          count = "" + encoding.countTokens(text);
        } catch (UnsupportedOperationException e) {
          count = e.getMessage();
        }
        System.out.println(type + " " + text + ": " + count + ", ordinary " + encoding.countTokensOrdinary(text));
      }
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
