package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Role;
import io.codefleet.control.auth.SharedKeyStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An administrator creates and revokes keys in the browser, and the audit shows it. */
class DashboardKeysIT extends DashboardFixture {
    private Page administratorOfTwo(ApiKeys there) throws Exception {
        ApiKeys.IssuedKey key = get(control.keys().issue("ann", Role.ADMIN, Optional.empty(), List.of("team-b")));
        get(there.adopt(key.key()));
        return signedIn(key.token(), 1200);
    }

    @Test
    void aKeyForTwoNamespacesIsCreatedRevokedAndInTheAudit() throws Exception {
        CodefleetClient other = get(Codefleet.connect(vertx, fleet.options().namespace("team-b")));
        Page page = administratorOfTwo(new ApiKeys(new SharedKeyStore(other), "team-b", Clock.systemUTC()));
        page.navigate(root + "#/keys");
        page.getByLabel("Owner").fill("build-7");
        page.getByLabel("Also in namespaces").fill("team-b");
        button(page, "Create key").click();

        Locator row = page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("build-7"));
        assertThat(row).containsText("default, team-b");
        row.getByRole(AriaRole.BUTTON).click();
        button(page, "Revoke").click();
        assertThat(row).hasCount(0);

        page.navigate(root + "#/audit");
        Locator entries = page.getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions()
                        .setHasText("owner=build-7; role=observer; namespaces=default, team-b"));
        assertThat(entries).hasCount(2);
        assertThat(entries.first()).containsText("key revoked");
        assertThat(entries.last()).containsText("key created");
        assertThat(entries.last()).containsText("ann#");
        get(other.close());
    }
}
