package tickhouse.demo;

import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The faults that wait for their occasion. Only the event loop touches it. */
final class Faults {
    private final List<Fault.OnFrame> onFrames = new ArrayList<>();
    private final List<ReplyFault> onReplies = new ArrayList<>();
    private final Deque<BiConsumer<Handshake, HttpServerRequest>> onHandshakes = new ArrayDeque<>();
    private final Deque<Consumer<HttpServerRequest>> onRestCalls = new ArrayDeque<>();
    private final List<Runnable> onResume = new ArrayList<>();
    private int spoiledCursors;
    private boolean silent;
    private boolean pings = true;

    void queue(Fault.OnFrame fault) {
        onFrames.add(fault);
    }

    void queue(ReplyFault fault) {
        onReplies.add(fault);
    }

    void queue(int times, BiConsumer<Handshake, HttpServerRequest> answer) {
        for (int time = 0; time < times; time++) {
            onHandshakes.add(answer);
        }
    }

    void queueRest(int times, Consumer<HttpServerRequest> answer) {
        for (int time = 0; time < times; time++) {
            onRestCalls.add(answer);
        }
    }

    void spoilCursors(int times) {
        spoiledCursors += times;
    }

    void silence(boolean withPings) {
        silent = true;
        pings = withPings;
    }

    void whenResumed(Runnable action) {
        onResume.add(action);
    }

    void resume() {
        silent = false;
        pings = true;
        List<Runnable> actions = List.copyOf(onResume);
        onResume.clear();
        actions.forEach(Runnable::run);
    }

    boolean silent() {
        return silent;
    }

    boolean pings() {
        return pings;
    }

    /** How many wait for their occasion. */
    int pending() {
        return onFrames.size() + onReplies.size() + onHandshakes.size() + onRestCalls.size();
    }

    Optional<Distortion> take(SentFrame frame) {
        for (Iterator<Fault.OnFrame> faults = onFrames.iterator(); faults.hasNext(); ) {
            Fault.OnFrame fault = faults.next();
            if (fault.fits(frame)) {
                faults.remove();
                return Optional.of(fault.distortion());
            }
        }
        return Optional.empty();
    }

    boolean takeWithheld(String type) {
        Optional<Fault.OnFrame> withheld = onFrames.stream()
                .filter(fault -> fault.distortion() == Distortion.WITHHELD
                        && fault.type().equals(type))
                .findFirst();
        withheld.ifPresent(onFrames::remove);
        return withheld.isPresent();
    }

    boolean take(ReplyFault fault) {
        return onReplies.remove(fault);
    }

    Optional<BiConsumer<Handshake, HttpServerRequest>> takeHandshake() {
        return Optional.ofNullable(onHandshakes.poll());
    }

    Optional<Consumer<HttpServerRequest>> takeRest() {
        return Optional.ofNullable(onRestCalls.poll());
    }

    boolean takeSpoiledCursor() {
        return spoiledCursors > 0 && spoiledCursors-- > 0;
    }
}
