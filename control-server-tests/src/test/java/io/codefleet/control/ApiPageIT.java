package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.codefleet.control.auth.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rendered API document in a real browser. */
class ApiPageIT extends DashboardFixture {
    @Override
    ControlOptions options() {
        return ControlOptions.builder().pathPrefix("/fleet").build();
    }

    @Test
    void theDocumentIsRenderedAndAnOperationTried() throws Exception {
        root += "fleet/";
        Page page = signedIn(Role.OBSERVER, 1200);
        List<String> complaints = new ArrayList<>();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " " + message.location());
            }
        });
        List<String> elsewhere = new ArrayList<>();
        page.onRequest(request -> {
            if (!request.url().startsWith(root) && !request.url().startsWith("data:")) {
                elsewhere.add(request.url());
            }
        });
        page.navigate(root + "api#/tasks/listTasks");
        assertThat(page.locator(".info .title")).containsText("Codefleet control plane");
        assertThat(page.locator(".opblock")).not().hasCount(0);
        Locator list = page.locator("#operations-tasks-listTasks");
        assertThat(list).isVisible();
        list.locator("button.try-out__btn").click();
        list.locator("button.execute").click();
        assertThat(list.locator(".live-responses-table .response-col_status").last())
                .containsText("200");
        assertThat(list.locator(".request-url").first()).containsText("/fleet/api/v1/tasks");
        assertThat(complaints).isEmpty();
        assertThat(elsewhere).isEmpty();
    }
}
