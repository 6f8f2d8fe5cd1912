package io.codefleet.broker.redis;

import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.redis.ReportEncoder.EncodedReport;
import io.codefleet.broker.redis.internal.record.ScriptReply;
import io.codefleet.broker.redis.internal.record.Times;
import io.codefleet.broker.redis.internal.record.UsageText;
import io.codefleet.broker.redis.internal.script.LuaScript;
import io.codefleet.broker.redis.internal.script.Scripts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Claims and reports of all workers of a client. Those of several workers go in one call of a script, as each call has a fixed
 * cost, which a worker with one slot would pay for each of its tasks.
 */
final class WorkerExchanges {
    private static final int NOT_LISTED = -1;

    private final Namespace namespace;
    private final NewerTasks newer;
    // Calls that may be sent again after a break go apart from those that may not, and claims do not wait for replicas.
    private final CombinedCalls<Exchange, ExchangeReply> claims;
    private final CombinedCalls<Exchange, ExchangeReply> reports;
    private final CombinedCalls<Exchange, ExchangeReply> reportsWithClaims;

    /** The reports and the claim of one worker that are one step; a claim alone has no reports. */
    record Exchange(List<EncodedReport> reports, Optional<ClaimRequest> claim) implements CombinedCalls.CallPart {
        @Override
        public int tasks() {
            int claimed = claim.map(ClaimRequest::max).orElse(0);
            return Math.max(1, Math.max(reports.size(), Math.min(claimed, Batches.TASKS)));
        }

        @Override
        public long bytes() {
            return reports.stream()
                    .mapToLong(report -> report.payload().length())
                    .sum();
        }

        /** Returns false with a claim: a refused call may have given tasks, for which its worker asks by what it holds. */
        @Override
        public boolean isRepeatable() {
            return claim.isEmpty();
        }
    }

    /**
     * The answer to one exchange.
     *
     * @param accepted for each report whether it counted
     * @param claimed what the claim gave, as the script returns it; empty if there was none
     */
    record ExchangeReply(List<Boolean> accepted, Optional<Response> claimed) {}

    WorkerExchanges(Namespace namespace, Context context, NewerTasks newer) {
        this.namespace = namespace;
        this.newer = newer;
        this.claims = new CombinedCalls<>(context, this::call);
        this.reports = new CombinedCalls<>(context, this::call);
        this.reportsWithClaims = new CombinedCalls<>(context, this::call);
    }

    /**
     * Sends an exchange, together with those of other workers that are sent meanwhile. One that lists the tasks which its worker
     * holds goes alone: its worker makes up for a call that failed, maybe on account of another worker's data.
     */
    Future<ExchangeReply> send(Exchange exchange) {
        boolean listsHeld = exchange.claim().flatMap(ClaimRequest::held).isPresent();
        if (listsHeld) {
            return call(List.of(exchange)).map(answers -> answers.get(0).orElseThrow());
        } else if (exchange.reports().isEmpty()) {
            return claims.add(exchange);
        }
        return exchange.claim().isPresent() ? reportsWithClaims.add(exchange) : reports.add(exchange);
    }

    /** Fails the exchanges that wait, after the connection was closed. On the context. */
    void close() {
        List.of(claims, reports, reportsWithClaims).forEach(CombinedCalls::close);
    }

    /** Makes one call for exchanges of the same kind. */
    private Future<List<Optional<ExchangeReply>>> call(List<Exchange> exchanges) {
        return exchanges.get(0).reports().isEmpty() ? claim(exchanges) : report(exchanges);
    }

    private Future<List<Optional<ExchangeReply>>> claim(List<Exchange> exchanges) {
        Scripts.Call call = namespace.change(LuaScript.CLAIM);
        exchanges.forEach(each -> each.claim().ifPresent(request -> addClaim(call, request)));
        return call.send().map(reply -> replies(exchanges, reply, WorkerExchanges::claimed));
    }

    private void addClaim(Scripts.Call call, ClaimRequest request) {
        Set<String> skipped = newer.lanesSkippedBy(request.workerId());
        call.arg(request.workerId())
                .arg(Math.min(request.max(), Batches.TASKS))
                .arg(Times.micros(request.lease()))
                .arg(skipped.size())
                .arg(request.held().map(Set::size).orElse(NOT_LISTED))
                .args(skipped);
        request.held().ifPresent(call::args);
    }

    private Future<List<Optional<ExchangeReply>>> report(List<Exchange> exchanges) {
        Scripts.Call call = namespace
                .change(LuaScript.REPORT)
                .acknowledges()
                .arg(namespace.options().actor());
        exchanges.forEach(each -> {
            call.arg(each.reports().size());
            each.reports().forEach(report -> addReport(call, report));
            call.arg(each.claim().isPresent() ? 1 : 0);
            each.claim().ifPresent(request -> addClaim(call, request));
        });
        boolean claims = exchanges.get(0).claim().isPresent();
        Future<Response> sent = claims ? call.sendOnce() : call.send();
        return sent.map(reply -> replies(exchanges, reply, WorkerExchanges::reported));
    }

    private static void addReport(Scripts.Call call, EncodedReport report) {
        call.arg(report.kind())
                .arg(report.lease().taskId())
                .arg(report.lease().token())
                .arg(report.payload())
                .arg(report.retryIn())
                .arg(UsageText.of(report.usage()));
    }

    /** Returns the reply to each exchange; empty in place of one that failed while it was not the only one. */
    private static List<Optional<ExchangeReply>> replies(
            List<Exchange> exchanges, Response answer, BiFunction<Exchange, Response, ExchangeReply> read) {
        List<Optional<ExchangeReply>> replies = new ArrayList<>(exchanges.size());
        for (int i = 0; i < exchanges.size(); i++) {
            Exchange exchange = exchanges.get(i);
            replies.add(Optional.ofNullable(answer.get(i)).map(own -> read.apply(exchange, own)));
        }
        return replies;
    }

    private static ExchangeReply claimed(Exchange exchange, Response answer) {
        return new ExchangeReply(List.of(), Optional.of(answer));
    }

    private static ExchangeReply reported(Exchange exchange, Response answer) {
        List<Boolean> accepted = new ArrayList<>(exchange.reports().size());
        for (Response one : ScriptReply.list(answer, 0)) {
            accepted.add(one.toString().equals("1"));
        }
        return new ExchangeReply(accepted, exchange.claim().map(request -> ScriptReply.list(answer, 1)));
    }
}
