#!/usr/bin/env bash
# A tool of the MCP Java SDK that is cancelled runs on, and its answer is sent.
#
# Guess:   notifications/cancelled ends the call that it names: the protocol asks the receiver to stop, to free what the
#          call holds, and to send no answer. The handler of a tool is interrupted, or can ask whether it was cancelled.
# Happens: the server takes the notification and does nothing with it. The handler is not interrupted, has no way to learn
#          of it, and the answer follows when it returns.
# Version: io.modelcontextprotocol.sdk 2.1.0
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | {"jsonrpc":"2.0","id":"ping behind the cancellation","result":{}}
#   | interrupted: false
#   | {"jsonrpc":"2.0","id":"call","result":{"content":[{"type":"text","text":"deployed"}],"isError":false}}
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
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

public class Probe {
  public static void main(String[] args) throws Exception {
    PipedOutputStream requests = new PipedOutputStream();
    PipedOutputStream answers = new PipedOutputStream();
    PipedInputStream toServer = new PipedInputStream(requests);
    BufferedReader fromServer = new BufferedReader(new InputStreamReader(new PipedInputStream(answers)));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    McpServer.sync(new StdioServerTransportProvider(new JacksonMcpJsonMapper(new ObjectMapper()), toServer, answers))
        .serverInfo("probe", "1")
        .capabilities(ServerCapabilities.builder().tools(false).build())
        .toolCall(Tool.builder("deploy", Map.of("type", "object")).build(), (exchange, request) -> {
          boolean interrupted = false;
          begun.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            interrupted = true;
          }
          System.out.println("interrupted: " + interrupted);
          return CallToolResult.builder().addTextContent("deployed").build();
        })
        .build();
    PrintStream out = new PrintStream(requests, true);
    out.println("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"probe\",\"version\":\"1\"}}}");
    fromServer.readLine();
    out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    out.println("{\"jsonrpc\":\"2.0\",\"id\":\"call\",\"method\":\"tools/call\",\"params\":{\"name\":\"deploy\",\"arguments\":{}}}");
    begun.await();
    out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"call\"}}");
    out.println("{\"jsonrpc\":\"2.0\",\"id\":\"ping behind the cancellation\",\"method\":\"ping\"}");
    System.out.println(fromServer.readLine());
    end.countDown();
    System.out.println(fromServer.readLine());
    System.exit(0);
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
