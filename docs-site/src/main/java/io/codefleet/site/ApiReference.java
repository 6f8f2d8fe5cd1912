package io.codefleet.site;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The page that renders the OpenAPI document of the control plane. */
final class ApiReference {
    /** The page, relative to the root of the site. */
    static final String PAGE = "api/index.html";

    private static final String DOCUMENT = "control-server/src/main/resources/codefleet-control/openapi.yaml";

    private ApiReference() {}

    /**
     * Writes the document and returns the page.
     *
     * @param root the folder of the repository
     * @param output the folder of the site
     * @return the page
     * @throws IOException if a file cannot be read or written
     */
    static SitePage write(Path root, Path output) throws IOException {
        String text = Files.readString(root.resolve(DOCUMENT));
        Map<String, Object> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        Path folder = Files.createDirectories(output.resolve("api"));
        Files.writeString(folder.resolve("openapi.yaml"), text);
        Files.writeString(
                folder.resolve("openapi.js"),
                "window.openApiDocument = " + new ObjectMapper().writeValueAsString(document) + ";\n");
        Element content = new Element("div");
        content.appendElement("h1").text("HTTP API");
        Element introduction = content.appendElement("p");
        introduction.appendText("The control plane serves these operations. ");
        introduction
                .appendElement("a")
                .attr("href", "../docs/guides/control-plane.html")
                .text("Its guide");
        introduction.appendText(" describes keys, roles and streams. For generators: ");
        introduction.appendElement("a").attr("href", "openapi.yaml").text("openapi.yaml");
        introduction.appendText(".");
        content.appendElement("link").attr("rel", "stylesheet").attr("href", "../assets/lib/swagger-ui.css");
        content.appendElement("div").attr("id", "reference");
        for (String script :
                new String[] {"../assets/lib/swagger-ui-bundle.js", "openapi.js", "../assets/reference.js"}) {
            content.appendElement("script").attr("src", script).attr("defer", true);
        }
        return new SitePage(DOCUMENT, PAGE, "HTTP API", content);
    }
}
