package tickhouse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** A frame in the making; its text has the wire's key order and its closing newline. */
final class Envelope {
    private final String type;
    private long id;
    private int sid;
    private long sequence;
    private JsonNode body = MissingNode.getInstance();

    private Envelope(String type) {
        this.type = type;
    }

    static Envelope of(String type) {
        return new Envelope(type);
    }

    /** The command this answers; 0 is a command without an id. */
    Envelope id(long value) {
        id = value;
        return this;
    }

    Envelope sid(int value) {
        sid = value;
        return this;
    }

    Envelope sequence(long value) {
        sequence = value;
        return this;
    }

    Envelope body(JsonNode value) {
        body = value;
        return this;
    }

    String type() {
        return type;
    }

    long sequence() {
        return sequence;
    }

    String ticker() {
        return body.path("market_ticker").asText();
    }

    String text() {
        StringBuilder text =
                new StringBuilder(256).append("{\"type\":\"").append(type).append('"');
        number(text, "id", id);
        number(text, "sid", sid);
        number(text, "seq", sequence);
        if (!body.isMissingNode()) {
            text.append(",\"msg\":").append(Json.write(body));
        }
        return text.append("}\n").toString();
    }

    private static void number(StringBuilder text, String key, long value) {
        if (value > 0) {
            text.append(",\"").append(key).append("\":").append(value);
        }
    }
}
