package io.codefleet.testing.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real Chromium without a window. Whatever a page's script complains of is kept in {@link #errors}. For one thread, the one
 * that created it.
 */
public final class Browser implements AutoCloseable {
    /** How long an assertion waits until it holds, and an action until it is possible; a machine may be busy. */
    private static final int LIMIT_MILLIS = 30_000;

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> errors = new ArrayList<>();

    /** Starts the system's Chromium, or the program that the variable {@code CHROMIUM} names. */
    public Browser() {
        PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
        // The browser is the system's: the library must not fetch one of its own.
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable())
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    private static Path executable() {
        Optional<Path> found = Stream.of(
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome",
                        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        return Optional.ofNullable(System.getenv("CHROMIUM"))
                .map(Path::of)
                .or(() -> found)
                .orElseThrow(() -> new IllegalStateException(
                        "there is no Chromium here; install it, or name it by the variable CHROMIUM"));
    }

    /** Opens a page of a browser that nobody has signed in to, so many pixels wide. */
    public Page open(int width) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, 800)
                // Certificates of tests have an authority of their own.
                .setIgnoreHTTPSErrors(true));
        context.setDefaultTimeout(LIMIT_MILLIS);
        Page page = context.newPage();
        page.onPageError(errors::add);
        return page;
    }

    /**
     * Opens the dashboard and signs in with an API key.
     *
     * @param root the dashboard's address, with a slash at its end
     */
    public Page signedIn(String root, String key, int width) {
        Page page = open(width);
        page.navigate(root);
        page.getByLabel("API key").fill(key);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Overview")))
                .isVisible();
        return page;
    }

    /** Closes all pages, which would look for their server long after it has ended. */
    public void closePages() {
        chromium.contexts().forEach(BrowserContext::close);
    }

    /** Returns the messages of errors that scripts did not catch, of all pages. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
