package io.codefleet.control.gateway;

import io.codefleet.broker.log.remote.BrokerCall;
import io.codefleet.control.auth.Role;

/** Roles that may make each call. The rights of people are those that they have in the REST API. */
final class GatewayRights {
    private GatewayRights() {}

    /**
     * Returns whether a role may make a call. Some calls of a worker are narrowed further: see {@link WorkerScope}. People make the calls
     * of workers to decide on approvals only: see {@link ConnectionBroker}. Of documents, only those of attempts are for others than
     * administrators: see {@link ScopedDocuments}.
     */
    static boolean permits(Role role, BrokerCall call) {
        return switch (call) {
            case PROGRESS, CHECKPOINT, LOG -> role == Role.WORKER;
            case HEARTBEAT, UNREGISTER, CLAIM, RECEIVE, RENEW, REPORT ->
                role == Role.WORKER || role.includes(Role.OPERATOR);
            case SUBMIT, CANCEL -> role == Role.WORKER || role.includes(Role.SUBMITTER);
            case FOLLOW, FIND -> role == Role.WORKER || role.includes(Role.OBSERVER);
            case WATCH_PROGRESS, UNWATCH_PROGRESS, LIST, EVENTS, STATS, WORKERS, SPENDING ->
                role.includes(Role.OBSERVER);
            case REPLAY, AUDIT, PURGE, PURGE_DEAD_LETTERS, PAUSE, RESUME, COMMAND, WATCH_LOGS, UNWATCH_LOGS ->
                role.includes(Role.OPERATOR);
            case LIST_DOCUMENTS -> role == Role.WORKER || role.includes(Role.OBSERVER);
            case PUT_DOCUMENT -> role == Role.WORKER || role.includes(Role.ADMIN);
            case DELETE_DOCUMENT -> role.includes(Role.ADMIN);
            case MAINTENANCE -> true;
        };
    }
}
