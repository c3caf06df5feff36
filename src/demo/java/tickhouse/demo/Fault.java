package tickhouse.demo;

/** Something that goes wrong at the exchange: at once, or at the next occasion it fits. */
public sealed interface Fault {

    void inject(Venue venue);

    /** Distorts the next frame of a type; an empty type means the next frame with a sequence number. */
    record OnFrame(String type, Distortion distortion) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.faults().queue(this);
        }

        boolean fits(SentFrame frame) {
            return type.isEmpty() ? frame.sequenced() : type.equals(frame.type());
        }
    }

    /** Spoils the next answer it fits. */
    record OnReply(ReplyFault kind) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.faults().queue(kind);
        }
    }

    /** Answers the next handshakes with an HTTP error, whatever they sign. */
    record Refuse(int times, Refusal refusal) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.faults().queue(times, (handshake, request) -> handshake.refuse(request, refusal));
        }
    }

    /** Never answers the next handshakes. */
    record Hang(int times) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.faults().queue(times, (handshake, request) -> {});
        }
    }

    /** Accepts the next handshakes and closes the connection at once. */
    record CloseAfterAccept(int times) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.faults().queue(times, (handshake, request) -> handshake.accept(request, Session::cut));
        }
    }

    /** Answers the next REST calls with an HTTP error. */
    record RefuseRest(int times, Refusal refusal) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.faults().queueRest(times, request -> HttpAnswer.refuse(request, refusal));
        }
    }

    /** Never answers the next REST calls. */
    record HangRest(int times) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.faults().queueRest(times, request -> {});
        }
    }

    /** Gives the next lists that have a further page a cursor that leads back to the first. */
    record SpoilCursors(int times) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.faults().spoilCursors(times);
        }
    }

    /** Breaks every open connection without a close frame. */
    record Cut() implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.sessions().forEach(Session::cut);
        }
    }

    /** Resets every open connection: what is on its way may be lost. */
    record Reset() implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.sessions().forEach(Session::reset);
        }
    }

    /** Lets every open connection go dead: what is sent on it from now on arrives nowhere, and nobody closes it. */
    record GoDead() implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.sessions().forEach(Session::goDead);
        }
    }

    /** Closes every open connection with a close frame. */
    record Close(int code, String reason) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.sessions().forEach(session -> session.close(code, reason));
        }
    }

    /** Stops trading and answering, with or without pings, until {@link SimulatedExchange#resume()}. */
    record Silence(boolean pings) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.faults().silence(pings);
        }
    }

    /** Sends subscribers a snapshot without levels, as at the close of a market; the book itself stays. */
    record EmptySnapshot(String ticker) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.emptySnapshot(venue.market(ticker));
        }
    }

    /** Ends a subscription with error 10. */
    record FailChannel(int connection, int sid) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.endSubscription(connection, sid, ErrorCode.CHANNEL_ERROR);
        }
    }

    /** Ends a subscription with error 25, as if the client read too slowly. */
    record OverflowChannel(int connection, int sid) implements Fault {
        @Override
        public void inject(Venue venue) {
            venue.endSubscription(connection, sid, ErrorCode.BUFFER_OVERFLOW);
        }
    }

    /** Sends every connection a frame of a type that no document names. */
    record UnknownType() implements Fault {
        @Override
        public void inject(Venue venue) {
            String text = "{\"type\":\"market_mood\",\"msg\":{\"market_ticker\":\"KXDEMO\",\"mood\":\"calm\"}}\n";
            venue.sessions().forEach(session -> session.raw(text));
        }
    }
}
