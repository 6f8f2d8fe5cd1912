package io.codefleet.site;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.codefleet.testing.browser.Accessibility;
import io.codefleet.testing.browser.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The site that the build made, in a real browser: opened from its folder, and from a server below a path. */
class SiteInBrowserIT {
    private static final Path SITE =
            Path.of(System.getProperty("build.folder"), "site").toAbsolutePath();
    private static final String PREFIX = "/docs/1.0/";
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "js", "text/javascript", "css", "text/css", "yaml", "text/yaml");

    private static HttpServer server;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(PREFIX, SiteInBrowserIT::serve);
        server.start();
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.stop(0);
    }

    @AfterEach
    void nothingWasComplainedOf() {
        browser.closePages();
        assertThat(browser.errors()).isEmpty();
        assertThat(complaints).isEmpty();
    }

    /** Opens a page that may load nothing from elsewhere. */
    private Page open(int width, ColorScheme scheme, String place) {
        Page page = browser.open(width);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text() + " " + message.location());
            }
        });
        page.onRequest(request -> {
            if (!request.url().startsWith(root(place)) && !request.url().matches("(?:data|blob):.*")) {
                complaints.add("asked for " + request.url());
            }
        });
        return page;
    }

    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(PREFIX.length());
            Path file = SITE.resolve(path);
            if (!Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String type = TYPES.getOrDefault(path.replaceAll(".*\\.", ""), "text/plain");
            exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
            byte[] content = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private static String root(String place) {
        return place.equals("folder")
                ? SITE.toUri().toString()
                : "http://127.0.0.1:" + server.getAddress().getPort() + PREFIX;
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "server"})
    void aReaderSearchesAndComesToTheSection(String place) {
        Page page = open(1280, ColorScheme.LIGHT, place);
        page.navigate(root(place) + "index.html");
        assertThat(page.locator("main h1")).hasText("Codefleet");
        page.keyboard().press("/");
        Locator field = page.locator("#search input");
        assertThat(field).isFocused();
        field.fill("fencing token");
        assertThat(page.locator("#found li")).not().hasCount(0);
        field.fill("agent may do");
        assertThat(page.locator("#found li").first()).containsText("What an agent may do");
        field.press("Enter");
        assertThat(page).hasURL(root(place) + "docs/guides/opencode.html#what-an-agent-may-do");
        assertThat(page.locator("#what-an-agent-may-do")).isInViewport();
        assertThat(page.locator("#outline a[aria-current]")).hasText("What an agent may do");
        assertThat(page.locator("#pages a[aria-current]")).hasText("OpenCode");
        page.locator("#search input").fill("zzzz");
        assertThat(page.locator("#found")).containsText("No section contains “zzzz”.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "server"})
    void diagramsAreDrawnAndCodeIsColored(String place) {
        Page page = open(1280, ColorScheme.LIGHT, place);
        page.navigate(root(place) + "ARCHITECTURE.html");
        assertThat(page.locator("pre.mermaid svg")).hasCount(4);
        assertThat(page.locator("pre.mermaid svg").first()).containsText("Broker");
        page.locator("#theme").click();
        page.locator("#theme").click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.locator("pre.mermaid svg")).hasCount(4);
        page.navigate(root(place) + "docs/guides/workflows.html");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.locator(".hljs-attr").first()).hasText("name:");
    }

    @Test
    void theHttpApiIsRendered() {
        Page page = open(1280, ColorScheme.LIGHT, "folder");
        page.navigate(root("folder") + "index.html");
        page.locator("#pages a", new Page.LocatorOptions().setHasText("HTTP API"))
                .click();
        assertThat(page.locator(".info .title")).containsText("Codefleet control plane");
        assertThat(page.locator(".opblock")).not().hasCount(0);
        assertThat(page.locator(".try-out__btn")).hasCount(0);
    }

    @Test
    void aPhoneShowsTheNavigationOnDemandAndNoPageIsWiderThanIt() {
        Page page = open(360, ColorScheme.DARK, "folder");
        for (String each : new String[] {
            "index.html", "docs/reference/cli.html", "docs/reference/json.html", "docs/index.html", "ARCHITECTURE.html"
        }) {
            page.navigate(root("folder") + each);
            assertThat(page.locator("#pages")).isHidden();
            assertThat(page.evaluate("document.documentElement.scrollWidth"))
                    .as(each)
                    .isEqualTo(360);
        }
        page.locator("#menu").click();
        page.locator("#pages a", new Page.LocatorOptions().setHasText("Budgets"))
                .click();
        assertThat(page).hasTitle("Limit what tasks cost · Codefleet");
    }

    @ParameterizedTest
    @CsvSource({
        "1280, LIGHT, index.html docs/guides/workflows.html docs/adr/index.html ARCHITECTURE.html",
        "1280, DARK, docs/guides/workflows.html ARCHITECTURE.html",
        "360, LIGHT, index.html"
    })
    void thePagesAreAccessible(int width, ColorScheme scheme, String pages) {
        Page page = open(width, scheme, "server");
        for (String each : pages.split(" ", -1)) {
            page.navigate(root("server") + each);
            if (each.equals("ARCHITECTURE.html")) {
                assertThat(page.locator("pre.mermaid svg")).hasCount(4);
            }
            assertThat(Accessibility.faults(page)).as(each).isEmpty();
        }
    }
}
