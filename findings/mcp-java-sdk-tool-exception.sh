#!/usr/bin/env bash
# The MCP Java SDK reports an exception of a tool as an error of the protocol.
#
# Guess:   what goes wrong while a tool runs is a result with isError, as the protocol asks for, so that the model reads it
#          and tries something else. The SDK does so for arguments that do not match the schema of the tool.
# Happens: an exception of the handler becomes a JSON-RPC error with the code -32603 and the message of the exception,
#          which a client raises instead of giving it to the model. Each handler has to catch its own.
# Version: io.modelcontextprotocol.sdk 2.1.0
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | arguments: isError true
#   | IllegalArgumentException: error -32603 no such branch
#   | UncheckedIOException: error -32603 disk full
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
    <dependency><groupId>io.modelcontextprotocol.sdk</groupId><artifactId>mcp-core</artifactId><version>2.1.0</version></dependency>
    <dependency><groupId>io.modelcontextprotocol.sdk</groupId><artifactId>mcp-json-jackson2</artifactId><version>2.1.0</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

cat >Probe.java <<'JAVA'
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Map;

public class Probe {
  private static PrintStream out;
  private static BufferedReader fromServer;

  public static void main(String[] args) throws Exception {
    PipedOutputStream requests = new PipedOutputStream();
    PipedOutputStream answers = new PipedOutputStream();
    PipedInputStream toServer = new PipedInputStream(requests);
    fromServer = new BufferedReader(new InputStreamReader(new PipedInputStream(answers)));
    Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("branch", Map.of("type", "string")));
    McpServer.sync(new StdioServerTransportProvider(new JacksonMcpJsonMapper(new ObjectMapper()), toServer, answers))
        .serverInfo("probe", "1")
        .capabilities(ServerCapabilities.builder().tools(false).build())
        .toolCall(Tool.builder("push", schema).build(), (exchange, request) -> {
          if (request.arguments().containsKey("branch")) {
            throw new IllegalArgumentException("no such branch");
          }
          throw new UncheckedIOException("disk full", new IOException());
        })
        .build();
    out = new PrintStream(requests, true);
    out.println("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"probe\",\"version\":\"1\"}}}");
    fromServer.readLine();
    out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    call("arguments", "{\"branch\":1}");
    call("IllegalArgumentException", "{\"branch\":\"main\"}");
    call("UncheckedIOException", "{}");
    System.exit(0);
  }

  private static void call(String what, String arguments) throws Exception {
    out.println("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"push\",\"arguments\":"
        + arguments + "}}");
    JsonNode answer = new ObjectMapper().readTree(fromServer.readLine());
    JsonNode error = answer.path("error");
    System.out.println(what + ": " + (answer.has("result")
        ? "isError " + answer.path("result").path("isError").asBoolean()
        : "error " + error.path("code").asInt() + " " + error.path("message").asText()));
  }
}
JAVA
actual=$(timeout 60 java -Dfile.encoding=UTF-8 -cp 'lib/*' Probe.java 2>errors.txt) || { cat errors.txt >&2; exit 2; }

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
