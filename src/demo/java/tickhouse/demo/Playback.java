package tickhouse.demo;

import java.util.List;

/** Answers the first subscribe of a connection with recorded frames, and nothing else with anything. */
final class Playback {
    private final List<String> frames;
    private final Session session;
    private boolean played;

    Playback(List<String> frames, Session session) {
        this.frames = frames;
        this.session = session;
    }

    void receive(String text) {
        boolean subscribes = Json.parse(text)
                .filter(command -> command.path("cmd").asText().equals("subscribe"))
                .isPresent();
        if (subscribes && !played) {
            played = true;
            frames.forEach(frame -> session.raw(frame.endsWith("\n") ? frame : frame + "\n"));
        }
    }
}
