package tickhouse;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Batch files as the spool route writes them. */
final class BatchLines {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private BatchLines() {}

    /** The id of a batch that was begun now. */
    static String youngId() {
        return id(Instant.now());
    }

    /** The id of a batch whose token the server may have forgotten. */
    static String oldId() {
        return id(Instant.parse("2026-01-02T03:04:05.678Z"));
    }

    private static String id(Instant begun) {
        return TIME.format(begun) + "-0badcafe-" + COUNTER.incrementAndGet();
    }

    /** Deltas with the sequence numbers from 1. */
    static Stream<String> deltas(int rows) {
        return IntStream.rangeClosed(1, rows).mapToObj(BatchLines::delta);
    }

    static String delta(int seq) {
        return """
                {"feed":"default","session":"s1","sid":1,"seq":%d,"level":0,"event_type":"delta",\
                "market_ticker":"KXRIG-26-T69499.99","market_id":"6b1f","side":"no","price":"0.4710","quantity":"-12.34",\
                "ts":"2026-11-24 21:13:51.123456","exchange_ts":"2026-11-24 21:13:51.123456",\
                "received_ts":"2026-11-24 21:13:51.200001","use_yes_price":false}""".formatted(seq);
    }

    /** Trades with the sequence numbers from one to another. */
    static Stream<String> trades(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(seq -> """
                {"feed":"default","session":"s1","sid":2,"seq":%1$d,"source":"stream","trade_id":"t-%1$d",\
                "market_ticker":"KXRIG-26-T69499.99","yes_price":"0.4710","no_price":"0.5290","quantity":"3",\
                "taker_side":"yes","taker_outcome_side":"yes","taker_book_side":"bid","is_block_trade":false,\
                "ts":"2026-11-24 21:13:51.123000","exchange_ts":"2026-11-24 21:13:51.123000",\
                "received_ts":"2026-11-24 21:13:51.200001","extra":""}""".formatted(seq));
    }

    /** A control frame whose message has a size. */
    static String control(int seq, int bytes) {
        return """
                {"feed":"default","session":"s1","sid":1,"seq":%d,"type":"ok","command_id":null,"code":null,\
                "message":"%s","received_ts":"2026-11-24 21:13:51.200001"}""".formatted(seq, "x".repeat(bytes));
    }
}
