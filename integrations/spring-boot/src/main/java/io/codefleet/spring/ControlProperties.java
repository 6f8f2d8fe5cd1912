package io.codefleet.spring;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the control plane in this application.
 *
 * @param enabled Whether the application serves the control plane of its fleet.
 * @param path Path below which it is served, within that of the application.
 * @param roles For each role of the control plane (observer, submitter, operator, admin) the roles of this application that have
 *     it. Default: CODEFLEET_OBSERVER, CODEFLEET_SUBMITTER, CODEFLEET_OPERATOR, CODEFLEET_ADMIN.
 */
@ConfigurationProperties("codefleet.control")
record ControlProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("/codefleet") String path,
        @DefaultValue Map<String, List<String>> roles) {}
