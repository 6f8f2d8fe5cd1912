package io.codefleet.faults.recording;

import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.Lease;
import io.codefleet.broker.ReportReply;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.History;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down leases and reports; all else only passes through. */
final class RecordingBroker {
    private final Broker broker;
    private final History history;
    private final Disturbance disturbance;

    RecordingBroker(Broker broker, History history, Disturbance disturbance) {
        this.broker = broker;
        this.history = history;
        this.disturbance = disturbance;
    }

    Broker proxy() {
        return (Broker) Proxy.newProxyInstance(
                Broker.class.getClassLoader(),
                new Class<?>[] {Broker.class},
                (self, method, arguments) -> called(method, arguments));
    }

    private @Nullable Object called(Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        if (name.equals("report") && arguments != null) {
            reports(arguments[0]).forEach(report -> write(EventType.REPORT_CALLED, report, described(report)));
        }
        Object answer = disturbance.losesCall(name) ? lost(name) : call(method, arguments);
        if (disturbance.losesAnswer(name) && answer instanceof Future<?> future) {
            answer = future.transform(done -> lost(name));
        }
        if (name.equals("claim") && answer instanceof Future<?> future) {
            future.onSuccess(claimed -> claimed((List<?>) claimed));
        } else if (name.equals("report") && arguments != null && answer instanceof Future<?> future) {
            List<AttemptReport> reports = reports(arguments[0]);
            future.onSuccess(reply -> answered(reports, (ReportReply) reply))
                    .onFailure(failure -> reports.forEach(report ->
                            write(EventType.REPORT_UNANSWERED, report, String.valueOf(failure.getMessage()))));
        }
        return answer;
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(broker, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static Future<?> lost(String name) {
        return Future.failedFuture(new BrokerUnavailableException(name + " was lost on the way", null));
    }

    @SuppressWarnings("unchecked") // the first argument of report is this
    private static List<AttemptReport> reports(Object argument) {
        return (List<AttemptReport>) argument;
    }

    private void claimed(List<?> assignments) {
        for (Object one : assignments) {
            Lease lease = ((Assignment) one).lease();
            history.write(EventType.CLAIMED, lease.taskId(), lease.attempt(), lease.token(), lease.workerId());
        }
    }

    private void answered(List<AttemptReport> reports, ReportReply reply) {
        for (int i = 0; i < reports.size(); i++) {
            AttemptReport report = reports.get(i);
            write(
                    reply.accepted().get(i) ? EventType.REPORT_ACCEPTED : EventType.REPORT_REFUSED,
                    report,
                    described(report));
        }
        claimed(reply.claimed());
    }

    private void write(EventType what, AttemptReport report, String detail) {
        Lease lease = report.lease();
        history.write(what, lease.taskId(), lease.attempt(), lease.token(), detail);
    }

    private static String described(AttemptReport report) {
        return report instanceof AttemptReport.Completed completed
                ? "Completed " + History.brief(completed.result().text())
                : report.getClass().getSimpleName();
    }
}
