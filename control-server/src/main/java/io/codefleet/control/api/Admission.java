package io.codefleet.control.api;

import io.codefleet.control.auth.Authenticator;
import io.codefleet.control.auth.CredentialsException;
import io.codefleet.control.auth.Principal;
import io.codefleet.control.auth.RateLimiter;
import io.codefleet.control.auth.Role;
import io.codefleet.control.auth.StreamTickets;
import io.codefleet.control.server.ReverseProxy;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.openapi.contract.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Decides who may call an operation, and how often. The right to a stream and to any other operation is the same one. */
public final class Admission {
    private static final String ROLE = "x-codefleet-role";
    private static final String NO_ROLE = "none";
    private static final String ANY_ROLE = "any";
    private static final String WEB_SOCKETS = "/ws/";
    private static final String SCRAPE = "scrapeMetrics";

    private final Authenticator authenticator;
    private final StreamTickets tickets;
    private final RateLimiter keys;
    private final RateLimiter addresses;
    private final ReverseProxy proxy;
    private final RecentCallers scrapers = new RecentCallers();
    private final Map<String, String> roles = new ConcurrentHashMap<>();

    /**
     * Creates an admission.
     *
     * @param keys the limit of each API key
     * @param addresses the limit of each address without a valid key
     */
    public Admission(
            Authenticator authenticator,
            StreamTickets tickets,
            RateLimiter keys,
            RateLimiter addresses,
            ReverseProxy proxy) {
        this.proxy = proxy;
        this.authenticator = authenticator;
        this.tickets = tickets;
        this.keys = keys;
        this.addresses = addresses;
    }

    private static String declaredRole(Operation operation) {
        return String.valueOf(operation.getExtensions().getOrDefault(ROLE, Role.ADMIN.code()));
    }

    /** Returns the role of an operation. The library copies all extensions of an operation when it is asked for them. */
    private String role(Operation operation) {
        return roles.computeIfAbsent(operation.getOperationId(), first -> declaredRole(operation));
    }

    /** Returns whether an operation needs a caller who is known. */
    static boolean needsRole(Operation operation) {
        return !declaredRole(operation).equals(NO_ROLE);
    }

    /** Returns the caller of an operation; fails with a problem if they may not call it, or not now. */
    Future<Principal> admit(HttpServerRequest request, Operation operation) {
        String code = role(operation);
        if (code.equals(NO_ROLE)) {
            count(addresses, address(request));
            return Future.succeededFuture(Principal.ANONYMOUS);
        }
        Future<Optional<Principal>> asked = authenticate(request);
        boolean scrape = SCRAPE.equals(operation.getOperationId());
        return (scrape ? scrapers.find(request, asked) : asked).map(found -> {
            Principal caller = found.orElseThrow(() -> unauthenticated(request));
            count(keys, caller.actor());
            if (!code.equals(ANY_ROLE) && !caller.role().includes(Role.of(code))) {
                throw new ProblemException(Problem.of(
                        ProblemKind.FORBIDDEN,
                        operation.getOperationId() + " needs the role " + code + "; " + caller.actor() + " has "
                                + caller.role().code() + "."));
            }
            return caller;
        });
    }

    /**
     * Counts a request that needs no role, outside the contract.
     *
     * @return whether it was one too many, and has its answer
     */
    public boolean refuseTooMany(HttpServerRequest request) {
        try {
            count(addresses, address(request));
            return false;
        } catch (ProblemException tooMany) {
            Answers.send(request.response(), ApiReply.problem(tooMany.problem(), proxy.prefix()));
            return true;
        }
    }

    /**
     * Admits the connection of a client to a gateway, which must carry its key in the header.
     *
     * @param namespace the one of this control plane
     * @param gateways finds what serves the caller; nothing for a key that is not for the namespace that was asked for
     * @return what serves the caller; absent if the request was refused, and has its answer
     */
    public <T> Future<Optional<T>> admitToGateway(
            HttpServerRequest request, String namespace, Function<Principal, Future<Optional<T>>> gateways) {
        return Future.succeededFuture()
                .compose(start -> request.headers().contains(HttpHeaders.AUTHORIZATION)
                        ? authenticate(request)
                        : Future.succeededFuture(Optional.empty()))
                .compose(found -> {
                    Principal caller = found.orElseThrow(() -> unauthenticated(request));
                    count(keys, caller.actor());
                    checkUpgrade(request);
                    return gateways.apply(caller);
                })
                .map(found -> Optional.of(found.orElseThrow(() -> otherNamespace(request, namespace))))
                .recover(failure -> {
                    Answers.send(
                            request.response(),
                            ApiReply.problem(Problems.of(failure, RequestRules.name(request)), proxy.prefix()));
                    return Future.succeededFuture(Optional.empty());
                });
    }

    private static void checkUpgrade(HttpServerRequest request) {
        if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            request.response().putHeader(HttpHeaders.UPGRADE, "websocket");
            throw new ProblemException(Problem.of(
                    ProblemKind.UPGRADE_REQUIRED, request.path() + " is a WebSocket; send 'Upgrade: websocket'."));
        }
    }

    private static ProblemException otherNamespace(HttpServerRequest request, String namespace) {
        String asked = request.getParam("namespace", "");
        return new ProblemException(Problem.of(
                ProblemKind.FORBIDDEN,
                "This control plane serves the namespace " + namespace
                        + (asked.isEmpty()
                                ? ""
                                : ", and the key is not" + " accepted in the other one that the client names")
                        + "."));
    }

    private Future<Optional<Principal>> authenticate(HttpServerRequest request) {
        String ticket = request.path().startsWith(WEB_SOCKETS) ? request.getParam("ticket", "") : "";
        return ticket.isEmpty()
                ? authenticator.authenticate(request).recover(failure -> refused(request, failure))
                : redeem(ticket);
    }

    private Future<Optional<Principal>> refused(HttpServerRequest request, Throwable failure) {
        if (failure instanceof CredentialsException || failure instanceof UnsupportedVersionException) {
            count(addresses, address(request));
        }
        return Future.failedFuture(failure);
    }

    /**
     * Returns the owner of a ticket. A ticket has the rights of the credentials that it was issued for, as long as
     * those are accepted.
     */
    private Future<Optional<Principal>> redeem(String ticket) {
        return tickets.redeem(ticket)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(found)
                        : authenticator.active(found.get()).map(active -> found.filter(holder -> active)));
    }

    private ProblemException unauthenticated(HttpServerRequest request) {
        count(addresses, address(request));
        return new ProblemException(
                Problem.of(ProblemKind.UNAUTHENTICATED, "Send an API key as 'Authorization: Bearer cf_…'."));
    }

    private String address(HttpServerRequest request) {
        return RateLimiter.caller(proxy.source(request).address());
    }

    private static void count(RateLimiter limiter, String caller) {
        Optional<Duration> wait = limiter.count(caller);
        if (wait.isPresent()) {
            throw new ProblemException(new Problem(
                    ProblemKind.TOO_MANY_REQUESTS, ProblemKind.TOO_MANY_REQUESTS.meaning(), wait, List.of()));
        }
    }
}
