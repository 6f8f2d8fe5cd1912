#!/usr/bin/env bash
# The error of the MCP Java SDK for an unknown tool names another tool.
#
# Guess:   the message of the error names the tool that was called.
# Happens: the message is "Unknown tool: invalid_tool_name", whatever was called. The name is in the data only, which
#          an agent that is shown the message does not see.
# Version: io.modelcontextprotocol.sdk 2.1.0
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | -32602 Unknown tool: invalid_tool_name
#   | Tool not found: weather
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
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;

public class Probe {
  public static void main(String[] args) throws Exception {
    PipedOutputStream requests = new PipedOutputStream();
    PipedOutputStream answers = new PipedOutputStream();
    PipedInputStream toServer = new PipedInputStream(requests);
    BufferedReader fromServer = new BufferedReader(new InputStreamReader(new PipedInputStream(answers)));
    McpServer.sync(new StdioServerTransportProvider(new JacksonMcpJsonMapper(new ObjectMapper()), toServer, answers))
        .serverInfo("probe", "1")
        .capabilities(ServerCapabilities.builder().tools(false).build())
        .build();
    PrintStream out = new PrintStream(requests, true);
    out.println("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"probe\",\"version\":\"1\"}}}");
    fromServer.readLine();
    out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    out.println("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"weather\",\"arguments\":{}}}");
    JsonNode error = new ObjectMapper().readTree(fromServer.readLine()).path("error");
    System.out.println(error.path("code").asInt() + " " + error.path("message").asText());
    System.out.println(error.path("data").asText());
    System.exit(0);
  }
}
JAVA
actual=$(timeout 60 java -cp 'lib/*' Probe.java 2>errors.txt) || { cat errors.txt >&2; exit 2; }

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
