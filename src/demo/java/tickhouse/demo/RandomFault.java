package tickhouse.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import tickhouse.demo.oracle.Sent;

/** Draws what goes wrong next. One thread uses it. */
final class RandomFault {
    private static final List<Distortion> DISTORTIONS = List.of(
            Distortion.DROP,
            Distortion.DUPLICATE,
            Distortion.SWAP,
            Distortion.MALFORMED,
            Distortion.LEGACY_CENTS,
            Distortion.WITHOUT_TIMES,
            Distortion.UNKNOWN_FIELDS,
            Distortion.DRIFTED,
            Distortion.BELOW_ZERO,
            Distortion.CROSSING,
            Distortion.WITHHELD);
    private static final Set<Distortion> OF_DELTAS = Set.of(
            Distortion.LEGACY_CENTS,
            Distortion.WITHOUT_TIMES,
            Distortion.DRIFTED,
            Distortion.BELOW_ZERO,
            Distortion.CROSSING);
    private static final List<String> FRAME_TYPES = List.of("", "orderbook_delta", "orderbook_snapshot", "trade", "ok");
    private static final List<Refusal> REFUSALS =
            List.of(Refusal.WRONG_SIGNATURE, Refusal.TOO_MANY_REQUESTS, Refusal.UNAVAILABLE);

    private final SimulatedExchange exchange;
    private final Sent sent;
    private final Random random;
    private final Map<String, Integer> counts = new TreeMap<>();
    private int created;

    RandomFault(SimulatedExchange exchange, Sent sent, Random random) {
        this.exchange = exchange;
        this.sent = sent;
        this.random = random;
    }

    /** How often each kind was drawn. */
    Map<String, Integer> counts() {
        return counts;
    }

    /** Injects one; a silence lasts until the next. */
    void inject() {
        exchange.resume();
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4, 5, 6 -> distort();
            case 7 -> inject("unknown type", new Fault.UnknownType());
            case 8 -> endSubscription();
            case 9 -> inject("cut", new Fault.Cut());
            case 10 -> inject("close", new Fault.Close(1001, "going away"));
            case 11 -> {
                Refusal refusal = pick(REFUSALS);
                inject("refuse " + refusal.status(), new Fault.Refuse(1 + random.nextInt(3), refusal), new Fault.Cut());
            }
            case 12 -> {
                Fault fault = random.nextBoolean() ? new Fault.Hang(1) : new Fault.CloseAfterAccept(1);
                inject(fault instanceof Fault.Hang ? "hang" : "close after accept", fault, new Fault.Cut());
            }
            case 13 -> inject("silence", new Fault.Silence(random.nextBoolean()));
            case 14 ->
                inject(
                        "REST limit",
                        new Fault.RefuseRest(1 + random.nextInt(5), Refusal.TOO_MANY_REQUESTS),
                        new Fault.Cut());
            default -> {
                count("new market");
                exchange.createMarket("KXDEMOHIGH-27JAN01-N" + ++created, "KXDEMOHIGH-27JAN01");
            }
        }
    }

    private void distort() {
        Distortion distortion = pick(DISTORTIONS);
        String type = pick(FRAME_TYPES);
        if (OF_DELTAS.contains(distortion)) {
            type = "orderbook_delta";
        } else if (distortion == Distortion.WITHHELD) {
            type = "orderbook_snapshot";
        }
        inject(distortion.name().toLowerCase(Locale.ROOT), new Fault.OnFrame(type, distortion));
    }

    private void endSubscription() {
        int connection = sent.newestConnection();
        int sid = 1 + random.nextInt(3);
        if (random.nextBoolean()) {
            inject("error 10", new Fault.FailChannel(connection, sid));
        } else {
            inject("error 25", new Fault.OverflowChannel(connection, sid));
        }
    }

    private void inject(String kind, Fault... faults) {
        count(kind);
        for (Fault fault : faults) {
            exchange.inject(fault);
        }
    }

    void count(String kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
