package io.codefleet.control.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.broker.log.remote.BrokerCall;
import io.codefleet.control.auth.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GatewayRightsTest {
    /**
     * What a role may do; those of people that come after may do it too. A new call needs a place here. The calls of workers
     * are for people to decide on approvals only.
     */
    private static final Map<Role, Set<BrokerCall>> FIRST = Map.of(
            Role.OBSERVER,
            EnumSet.of(
                    BrokerCall.FOLLOW,
                    BrokerCall.FIND,
                    BrokerCall.WATCH_PROGRESS,
                    BrokerCall.UNWATCH_PROGRESS,
                    BrokerCall.LIST,
                    BrokerCall.EVENTS,
                    BrokerCall.STATS,
                    BrokerCall.WORKERS,
                    BrokerCall.SPENDING,
                    BrokerCall.LIST_DOCUMENTS,
                    BrokerCall.MAINTENANCE),
            Role.SUBMITTER,
            EnumSet.of(BrokerCall.SUBMIT, BrokerCall.CANCEL),
            Role.OPERATOR,
            EnumSet.of(
                    BrokerCall.REPLAY,
                    BrokerCall.AUDIT,
                    BrokerCall.PURGE,
                    BrokerCall.PURGE_DEAD_LETTERS,
                    BrokerCall.PAUSE,
                    BrokerCall.RESUME,
                    BrokerCall.COMMAND,
                    BrokerCall.WATCH_LOGS,
                    BrokerCall.UNWATCH_LOGS,
                    BrokerCall.HEARTBEAT,
                    BrokerCall.UNREGISTER,
                    BrokerCall.CLAIM,
                    BrokerCall.RECEIVE,
                    BrokerCall.RENEW,
                    BrokerCall.REPORT),
            Role.ADMIN,
            EnumSet.of(BrokerCall.PUT_DOCUMENT, BrokerCall.DELETE_DOCUMENT));

    private static final Set<BrokerCall> OF_WORKERS = EnumSet.of(
            BrokerCall.HEARTBEAT,
            BrokerCall.UNREGISTER,
            BrokerCall.CLAIM,
            BrokerCall.RECEIVE,
            BrokerCall.RENEW,
            BrokerCall.REPORT,
            BrokerCall.PROGRESS,
            BrokerCall.CHECKPOINT,
            BrokerCall.LOG);

    /** Of their own tasks only; and of their documents, those of their own attempts. */
    private static final Set<BrokerCall> NARROWED = EnumSet.of(
            BrokerCall.SUBMIT,
            BrokerCall.CANCEL,
            BrokerCall.FOLLOW,
            BrokerCall.FIND,
            BrokerCall.LIST_DOCUMENTS,
            BrokerCall.PUT_DOCUMENT);

    @Test
    void eachCallHasAPlace() {
        Set<BrokerCall> all = FIRST.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        all.addAll(OF_WORKERS);
        assertThat(all).containsExactlyInAnyOrder(BrokerCall.values());
    }

    @Test
    void eachRoleMayMakeItsCallsAndNoOther() {
        Map<String, Boolean> actual = new TreeMap<>();
        Map<String, Boolean> expected = new TreeMap<>();
        for (Role role : Role.values()) {
            for (BrokerCall call : BrokerCall.values()) {
                String name = role + " " + call;
                actual.put(name, GatewayRights.permits(role, call));
                expected.put(name, role == Role.WORKER ? worker(call) : person(role, call));
            }
        }
        assertThat(actual).isEqualTo(expected);
    }

    private static boolean worker(BrokerCall call) {
        return OF_WORKERS.contains(call) || NARROWED.contains(call) || call == BrokerCall.MAINTENANCE;
    }

    private static boolean person(Role role, BrokerCall call) {
        return Arrays.stream(Role.values())
                .filter(each -> each != Role.WORKER && each.compareTo(role) <= 0)
                .anyMatch(each -> FIRST.get(each).contains(call));
    }
}
