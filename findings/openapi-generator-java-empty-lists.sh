#!/usr/bin/env bash
# A generated Java client sends empty lists and maps for properties that the caller never set.
#
# Guess:   an optional property that a program leaves unset is left out of the JSON: the generated model has
#          @JsonInclude(USE_DEFAULTS) on it, and an unset string or number is left out.
# Happens: a list that is not required starts as an empty one and is sent as []. In a merge patch (RFC 7396) that
#          deletes what the server holds: a call that was to change the name alone empties the list. A map is sent
#          as {} in the same way. containerDefaultToNull=true makes both absent.
# Version: openapi-generator-maven-plugin 7.25.0, generator java, library native
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | default: {"name":"nightly","tags":[],"labels":{}}
#   | containerDefaultToNull=true: {"name":"nightly"}
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >api.yaml <<'YAML'
openapi: 3.0.3
info: {title: Jobs, version: "1"}
paths:
  /jobs/{id}:
    patch:
      operationId: changeJob
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      requestBody:
        content:
          application/merge-patch+json:
            schema: {$ref: "#/components/schemas/Job"}
      responses:
        "204": {description: changed}
components:
  schemas:
    Job:
      type: object
      properties:
        name: {type: string}
        owner: {type: string}
        tags: {type: array, items: {type: string}}
        labels: {type: object, additionalProperties: {type: string}}
YAML

cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.23.0</version>
    </dependency>
    <dependency>
      <groupId>com.fasterxml.jackson.datatype</groupId><artifactId>jackson-datatype-jsr310</artifactId><version>2.23.0</version>
    </dependency>
    <dependency>
      <groupId>jakarta.annotation</groupId><artifactId>jakarta.annotation-api</artifactId><version>3.0.0</version>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
      <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
      <plugin>
        <groupId>org.openapitools</groupId><artifactId>openapi-generator-maven-plugin</artifactId><version>7.25.0</version>
        <executions>
          <execution>
            <goals><goal>generate</goal></goals>
            <configuration>
              <inputSpec>${project.basedir}/api.yaml</inputSpec>
              <generatorName>java</generatorName>
              <library>native</library>
              <modelPackage>probe.model</modelPackage>
              <apiPackage>probe.api</apiPackage>
              <invokerPackage>probe</invokerPackage>
              <generateApiTests>false</generateApiTests>
              <generateModelTests>false</generateModelTests>
              <configOptions>
                <openApiNullable>false</openApiNullable>
                <useJakartaEe>true</useJakartaEe>
                <annotationLibrary>none</annotationLibrary>
                <documentationProvider>none</documentationProvider>
                <containerDefaultToNull>${nulls}</containerDefaultToNull>
              </configOptions>
            </configuration>
          </execution>
        </executions>
      </plugin>
    </plugins>
  </build>
</project>
XML

mkdir -p src/main/java
cat >src/main/java/Main.java <<'JAVA'
import probe.ApiClient;
import probe.model.Job;

class Main {
  public static void main(String[] arguments) throws Exception {
    System.out.println(ApiClient.createDefaultObjectMapper().writeValueAsString(new Job().name("nightly")));
  }
}
JAVA

probe() {
  mvn --quiet --batch-mode "-Dnulls=$1" clean compile org.codehaus.mojo:exec-maven-plugin:3.6.3:java \
    -Dexec.mainClass=Main -Dexec.cleanupDaemonThreads=false >log 2>&1 || { cat log >&2; exit 2; }
  grep '^{' log
}

actual=$(
  printf 'default: '
  probe false
  printf 'containerDefaultToNull=true: '
  probe true
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
