package io.codefleet.spring;

import io.codefleet.control.auth.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes the user from the principal of the request, and the role from the roles that the application gives them. */
final class ServletRoles implements ControlIdentity {
    private static final List<Role> ROLES = List.of(Role.OBSERVER, Role.SUBMITTER, Role.OPERATOR, Role.ADMIN);

    private final Map<Role, List<String>> names = new TreeMap<>();

    /**
     * Creates an identity.
     *
     * @param configured the roles of the application, by the codes of those of the control plane
     * @throws io.codefleet.error.InvalidInputException if a code is none
     */
    ServletRoles(Map<String, List<String>> configured) {
        ROLES.forEach(role -> names.put(role, List.of("CODEFLEET_" + role.code().toUpperCase(Locale.ROOT))));
        configured.forEach((code, hosts) -> names.put(Role.of(code), List.copyOf(hosts)));
    }

    @Override
    public Optional<ControlUser> identify(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        return principal == null
                ? Optional.empty()
                : names.entrySet().stream()
                        .filter(role -> role.getValue().stream().anyMatch(request::isUserInRole))
                        .map(Map.Entry::getKey)
                        .max(Comparator.naturalOrder())
                        .map(role -> new ControlUser(principal.getName(), role));
    }
}
