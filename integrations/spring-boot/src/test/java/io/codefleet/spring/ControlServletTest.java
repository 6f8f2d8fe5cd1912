package io.codefleet.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.control.auth.Role;
import io.codefleet.error.InvalidInputException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Requests that are not passed on. Those that are passed on are tested with the sample application. */
class ControlServletTest {
    private final ServletRoles roles = new ServletRoles(Map.of("operator", List.of("OPS", "SRE")));
    private final ControlServlet servlet =
            new ControlServlet(OptionalInt::empty, roles, new ControlTokens(Clock.systemUTC()));

    private static MockHttpServletRequest request(String method, String... roles) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, "/codefleet/api/v1/tasks");
        for (String role : roles) {
            request.addUserRole(role);
        }
        request.setUserPrincipal(() -> "ann");
        return request;
    }

    private int status(MockHttpServletRequest request) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        servlet.service(request, response);
        assertThat(response.getContentType()).isEqualTo("application/problem+json");
        assertThat(response.getContentAsString()).contains("\"status\":" + response.getStatus());
        return response.getStatus();
    }

    @ParameterizedTest
    @CsvSource({"CODEFLEET_OBSERVER, OBSERVER", "SRE, OPERATOR", "OPS, OPERATOR", "CODEFLEET_ADMIN, ADMIN"})
    void aRoleOfTheApplicationGivesOneOfTheControlPlane(String name, Role role) {
        assertThat(roles.identify(request("GET", name, "USER"))).hasValue(new ControlUser("ann", role));
    }

    @Test
    void theHighestRoleCountsAndConfiguredNamesReplaceTheDefault() {
        assertThat(roles.identify(request("GET", "OPS", "CODEFLEET_OBSERVER"))
                        .orElseThrow()
                        .role())
                .isEqualTo(Role.OPERATOR);
        assertThat(roles.identify(request("GET", "CODEFLEET_OPERATOR"))).isEmpty();
        assertThatThrownBy(() -> new ServletRoles(Map.of("boss", List.of("OPS"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("boss");
    }

    @Test
    void aCallerWithoutARoleIsRefused() throws Exception {
        assertThat(status(request("GET", "USER"))).isEqualTo(403);
        MockHttpServletRequest anonymous = request("GET");
        anonymous.setUserPrincipal(null);
        assertThat(status(anonymous)).isEqualTo(401);
    }

    @Test
    void aChangeNeedsAHeaderThatNoOtherSiteSends() throws Exception {
        assertThat(status(request("POST", "OPS"))).isEqualTo(403);
        MockHttpServletRequest basic = request("DELETE", "OPS");
        basic.addHeader("Authorization", "Basic eDp5");
        assertThat(status(basic)).isEqualTo(403);
        MockHttpServletRequest bearer = request("POST", "OPS");
        bearer.addHeader("Authorization", "bearer token");
        assertThat(status(bearer)).isEqualTo(503);
        MockHttpServletRequest dashboard = request("POST", "OPS");
        dashboard.addHeader("X-Codefleet-Request", "1");
        assertThat(status(dashboard)).isEqualTo(503);
    }

    @Test
    void aWebSocketIsNotPassedOn() throws Exception {
        MockHttpServletRequest upgrade = request("GET", "OPS");
        upgrade.addHeader("Upgrade", "websocket");
        assertThat(status(upgrade)).isEqualTo(501);
    }
}
