package io.codefleet.broker.log.remote;

import io.codefleet.Document;
import io.codefleet.Page;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.EventBatch;
import io.codefleet.broker.FollowReply;
import io.codefleet.broker.PurgeReply;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.SubmitReply;
import io.codefleet.broker.inmemory.InMemoryBroker;
import io.codefleet.broker.log.codec.ErrorForms;
import io.codefleet.broker.log.codec.FieldReader;
import io.codefleet.broker.log.codec.FieldWriter;
import io.codefleet.broker.log.codec.FleetForms;
import io.codefleet.broker.log.codec.TaskForms;
import io.codefleet.broker.log.codec.WorkForms;
import io.vertx.core.Future;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** Makes calls that came as messages. Fields are numbered from 1, in the order of the method's parameters. */
final class CallHandler {
    private final Broker broker;

    CallHandler(Broker broker) {
        this.broker = broker;
    }

    /** Makes one call; the future gives the answer as fields, or fails as the call does. */
    Future<FieldWriter> handle(BrokerCall call, FieldReader arguments) {
        return switch (call) {
            case SUBMIT -> answer(broker.submit(tasks(arguments)), CallHandler::submitReplies);
            case REPLAY -> answer(broker.replay(tasks(arguments)), CallHandler::submitReplies);
            case FOLLOW -> answer(broker.follow(arguments.texts(1)), CallHandler::followReply);
            case WATCH_PROGRESS -> nothing(broker.watchProgress(arguments.text(1)));
            case UNWATCH_PROGRESS -> nothing(broker.unwatchProgress(arguments.text(1)));
            case WATCH_LOGS -> nothing(broker.watchLogs());
            case UNWATCH_LOGS -> nothing(broker.unwatchLogs());
            case CANCEL ->
                answer(broker.cancel(arguments.text(1), arguments.text(2)), (to, result) -> to.constant(1, result));
            case PURGE ->
                answer(
                        broker.purge(
                                arguments.message(1, FleetForms::taskQuery),
                                arguments.integer(2),
                                arguments.optionalText(3)),
                        CallHandler::purgeReply);
            case PURGE_DEAD_LETTERS ->
                answer(broker.purgeDeadLetters(arguments.texts(1)), (to, deleted) -> to.number(1, deleted));
            case PAUSE -> nothing(broker.pause());
            case RESUME -> nothing(broker.resume());
            case COMMAND ->
                answer(
                        broker.command(arguments.optionalText(1), arguments.message(2, FleetForms::command)),
                        (to, reached) -> to.number(1, reached));
            case MAINTENANCE -> answer(broker.runMaintenance(), (to, wait) -> to.duration(1, wait));
            case LIST_DOCUMENTS, PUT_DOCUMENT, DELETE_DOCUMENT -> document(call, arguments);
            case FIND, LIST, EVENTS, STATS, WORKERS, SPENDING, AUDIT -> read(call, arguments);
            case HEARTBEAT, UNREGISTER, CLAIM, RECEIVE, RENEW, REPORT, PROGRESS, CHECKPOINT, LOG ->
                work(call, arguments);
        };
    }

    private Future<FieldWriter> read(BrokerCall call, FieldReader arguments) {
        return switch (call) {
            case FIND -> answer(broker.find(arguments.texts(1)), (to, found) -> to.messages(1, found, TaskForms::info));
            case LIST ->
                answer(
                        broker.list(arguments.message(1, FleetForms::taskQuery)),
                        (to, page) -> page(to, page, TaskForms::summary));
            case EVENTS ->
                answer(
                        broker.events(arguments.optionalText(1), arguments.integer(2), arguments.duration(3)),
                        CallHandler::eventBatch);
            case STATS -> answer(broker.stats(), (to, stats) -> to.message(1, stats, FleetForms::stats));
            case WORKERS -> answer(broker.workers(), (to, workers) -> to.messages(1, workers, FleetForms::worker));
            case SPENDING ->
                answer(
                        broker.spending(arguments.optionalText(1)),
                        (to, spending) -> to.messages(1, spending, FleetForms::spending));
            default ->
                answer(
                        broker.audit(arguments.message(1, FleetForms::auditQuery)),
                        (to, page) -> page(to, page, FleetForms::auditEntry));
        };
    }

    private Future<FieldWriter> work(BrokerCall call, FieldReader arguments) {
        return switch (call) {
            case HEARTBEAT ->
                nothing(broker.heartbeat(arguments.message(1, FleetForms::worker), arguments.duration(2)));
            case UNREGISTER -> nothing(broker.unregister(arguments.text(1)));
            case CLAIM ->
                answer(
                        broker.claim(arguments.message(1, WorkForms::claim)),
                        (to, assignments) -> to.messages(1, assignments, WorkForms::assignment));
            case RECEIVE -> receive(arguments);
            case RENEW ->
                answer(
                        broker.renew(arguments.messages(1, WorkForms::lease), arguments.duration(2)),
                        (to, renewals) ->
                                to.texts(1, renewals.stream().map(Renewal::name).toList()));
            case REPORT ->
                answer(
                        broker.report(
                                arguments.messages(1, WorkForms::report),
                                arguments.optionalMessage(2, WorkForms::claim)),
                        (to, reply) -> to.message(1, reply, WorkForms::reportReply));
            case PROGRESS ->
                answer(
                        broker.progress(
                                arguments.message(1, WorkForms::lease), arguments.message(2, TaskForms::progress)),
                        (to, isWatched) -> to.flag(1, isWatched));
            case LOG ->
                answer(broker.log(arguments.message(1, WorkForms::logLines)), (to, isWatched) -> to.flag(1, isWatched));
            default ->
                nothing(broker.checkpoint(
                        arguments.message(1, WorkForms::lease), arguments.message(2, TaskForms::checkpoint)));
        };
    }

    private Future<FieldWriter> receive(FieldReader arguments) {
        if (broker instanceof NumberedSignals numbered) {
            return answer(
                    numbered.receive(arguments.text(1), arguments.duration(2), arguments.number(3, 0)),
                    (to, batch) ->
                            to.messages(1, batch.signals(), FleetForms::signal).number(2, batch.number()));
        }
        if (broker instanceof InMemoryBroker store) {
            OptionalLong last = arguments.has(3) ? OptionalLong.of(arguments.number(3)) : OptionalLong.empty();
            return answer(
                    store.receive(arguments.text(1), arguments.duration(2), last),
                    (to, batch) ->
                            to.messages(1, batch.signals(), FleetForms::signal).number(2, batch.number()));
        }
        return answer(
                broker.receive(arguments.text(1), arguments.duration(2)),
                (to, signals) -> to.messages(1, signals, FleetForms::signal));
    }

    private Future<FieldWriter> document(BrokerCall call, FieldReader arguments) {
        return switch (call) {
            case LIST_DOCUMENTS -> {
                Future<List<Document>> listed = broker.documents().list(arguments.text(1));
                yield answer(listed, (to, documents) -> to.messages(1, documents, FleetForms::document));
            }
            case PUT_DOCUMENT ->
                answer(
                        broker.documents()
                                .put(
                                        arguments.message(1, FleetForms::document),
                                        arguments.optionalMessage(2, FleetForms::auditNote)),
                        (to, isStored) -> to.flag(1, isStored));
            default ->
                answer(
                        broker.documents()
                                .delete(
                                        arguments.text(1),
                                        arguments.text(2),
                                        arguments.optionalMessage(3, FleetForms::auditNote)),
                        (to, existed) -> to.flag(1, existed));
        };
    }

    private static List<Task> tasks(FieldReader arguments) {
        return arguments.messages(1, TaskForms::task);
    }

    private static <T> Future<FieldWriter> answer(Future<T> answer, BiConsumer<FieldWriter, T> write) {
        return answer.map(value -> {
            FieldWriter to = new FieldWriter();
            write.accept(to, value);
            return to;
        });
    }

    private static Future<FieldWriter> nothing(Future<Void> answer) {
        return answer.map(done -> new FieldWriter());
    }

    private static void submitReplies(FieldWriter to, List<SubmitReply> replies) {
        to.messages(1, replies, (one, reply) -> {
            if (reply instanceof SubmitReply.Ended ended) {
                one.message(1, ended.outcome(), TaskForms::outcome);
            } else if (reply instanceof SubmitReply.Refused refused) {
                one.message(2, refused.reason(), ErrorForms::error);
            }
        });
    }

    private static void followReply(FieldWriter to, FollowReply reply) {
        to.messages(1, reply.ended(), TaskForms::outcome).texts(2, reply.unknown());
    }

    private static void purgeReply(FieldWriter to, PurgeReply reply) {
        to.number(1, reply.deleted()).text(2, reply.next());
    }

    private static void eventBatch(FieldWriter to, EventBatch batch) {
        to.messages(1, batch.events(), FleetForms::event).text(2, batch.cursor());
    }

    private static <T> void page(FieldWriter to, Page<T> page, BiConsumer<FieldWriter, T> write) {
        to.messages(1, page.items(), write).text(2, page.next());
    }
}
