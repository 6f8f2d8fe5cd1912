package io.codefleet.control.gateway;

import io.codefleet.broker.log.remote.BrokerCall;
import io.codefleet.control.auth.Role;

/** Roles that may make each call. The rights of people are those that they have in the REST API. */
final class GatewayRights {
    private GatewayRights() {}

    /** Returns whether a role may make a call. Some calls of a worker are narrowed further: see {@link WorkerScope}. */
    static boolean permits(Role role, BrokerCall call) {
        return switch (call) {
            case HEARTBEAT, UNREGISTER, CLAIM, RECEIVE, RENEW, REPORT, PROGRESS, CHECKPOINT, LOG -> role == Role.WORKER;
            case SUBMIT, CANCEL -> role == Role.WORKER || role.includes(Role.SUBMITTER);
            case FOLLOW, FIND -> role == Role.WORKER || role.includes(Role.OBSERVER);
            case WATCH_PROGRESS, UNWATCH_PROGRESS, LIST, EVENTS, STATS, WORKERS, SPENDING ->
                role.includes(Role.OBSERVER);
            case REPLAY, AUDIT, PURGE, PAUSE, RESUME, COMMAND, WATCH_LOGS, UNWATCH_LOGS -> role.includes(Role.OPERATOR);
            case LIST_DOCUMENTS, PUT_DOCUMENT, DELETE_DOCUMENT -> role.includes(Role.ADMIN);
            case MAINTENANCE -> true;
        };
    }
}
