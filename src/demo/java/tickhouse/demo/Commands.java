package tickhouse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Answers the commands of one connection. Only the event loop touches it. */
final class Commands {
    private final Venue venue;
    private final Session session;
    private final Subscribing subscribing;
    private final Updating updating;
    private final Deque<String> postponed = new ArrayDeque<>();

    Commands(Venue venue, Session session) {
        this.venue = venue;
        this.session = session;
        Replies replies = new Replies(venue, session);
        this.subscribing = new Subscribing(venue, session, replies);
        this.updating = new Updating(venue, session, replies);
    }

    void receive(String text) {
        if (venue.faults().silent()) {
            venue.faults().whenResumed(() -> answer(text));
        } else if (venue.faults().take(ReplyFault.OUT_OF_ORDER)) {
            postponed.add(text);
        } else {
            answer(text);
            List<String> late = List.copyOf(postponed);
            postponed.clear();
            late.forEach(this::answer);
        }
    }

    private void answer(String text) {
        Optional<ObjectNode> command = Json.parse(text);
        long id = command.map(node -> node.path("id").asLong()).orElse(0L);
        try {
            perform(id, command.orElseThrow(() -> new CommandRejected(ErrorCode.UNABLE_TO_PROCESS)));
        } catch (CommandRejected rejected) {
            session.reply(Envelope.of("error").id(id).body(rejected.code().body()));
        }
        venue.chooseTrading();
    }

    private void perform(long id, ObjectNode command) {
        switch (command.path("cmd").asText()) {
            case "subscribe" -> subscribing.subscribe(id, parameters(command));
            case "unsubscribe" -> unsubscribe(id, parameters(command));
            case "update_subscription" -> updating.update(id, parameters(command));
            case "list_subscriptions" -> list(id);
            default -> throw new CommandRejected(ErrorCode.UNKNOWN_COMMAND);
        }
    }

    private static Parameters parameters(ObjectNode command) {
        JsonNode parameters = command.path("params");
        if (!parameters.isObject()) {
            throw new CommandRejected(ErrorCode.PARAMS_REQUIRED);
        }
        return new Parameters(parameters);
    }

    private void unsubscribe(long id, Parameters parameters) {
        List<Integer> sids = parameters.sids();
        if (sids.isEmpty()) {
            throw new CommandRejected(ErrorCode.SUBSCRIPTION_IDS_REQUIRED);
        }
        for (int sid : sids) {
            Optional<Subscription> subscription = session.subscription(sid);
            if (subscription.isPresent()) {
                end(id, subscription.get());
            } else {
                session.reply(Envelope.of("error").id(id).body(ErrorCode.UNKNOWN_SUBSCRIPTION.body()));
            }
        }
    }

    private void end(long id, Subscription subscription) {
        session.sequenced(subscription, Envelope.of("unsubscribed").id(id));
        if (subscription.channel().equals(Channels.ORDERBOOK) && venue.faults().take(ReplyFault.LATE_DELTA)) {
            venue.nudge(subscription.tickers());
        }
        session.forget(subscription);
    }

    private void list(long id) {
        ArrayNode subscriptions = Json.array();
        for (Subscription subscription : session.subscriptions()) {
            subscriptions.addObject().put("channel", subscription.channel()).put("sid", subscription.sid());
        }
        session.reply(Envelope.of("ok").id(id).body(subscriptions));
    }
}
