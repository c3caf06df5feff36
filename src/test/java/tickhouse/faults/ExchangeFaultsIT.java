package tickhouse.faults;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.demo.Distortion;
import tickhouse.demo.Fault;

/** What the exchange does wrong, and what is left of it in the tables. */
final class ExchangeFaultsIT {
    private final Path directory;

    ExchangeFaultsIT(@TempDir Path directory) {
        this.directory = directory;
    }

    private static Scenario scenario(int place, String fault, String done) {
        return new Scenario(Group.EXCHANGE, place, fault, done);
    }

    @Test
    void aDroppedDeltaIsDeclaredAndTheBooksAreAskedForAgain() throws Exception {
        scenario(1201, "dropped delta", "A numbered order book frame is not sent.")
                .declares("sequence gap")
                .play(directory, rig -> rig.inject(new Fault.OnFrame("orderbook_delta", Distortion.DROP)));
    }

    @Test
    void aDuplicateIsStoredOnce() throws Exception {
        scenario(1202, "duplicate", "A numbered order book frame is sent twice.")
                .play(directory, rig -> rig.inject(new Fault.OnFrame("orderbook_delta", Distortion.DUPLICATE)));
    }

    @Test
    void anAbruptEndOfTheConnectionIsAGapThatTheNextOneHeals() throws Exception {
        scenario(1801, "broken connection", "The TCP connection is closed without a close frame.")
                .declares("connection lost")
                .play(directory, rig -> rig.inject(new Fault.Cut()));
    }
}
