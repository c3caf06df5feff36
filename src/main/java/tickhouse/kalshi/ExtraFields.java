package tickhouse.kalshi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Keeps what a frame type has beyond its columns: Kalshi adds fields without notice. */
final class ExtraFields {
    private static final Set<String> ENVELOPE = Set.of("type", "id", "sid", "seq", "msg");

    private final Set<String> envelopeFields;
    private final Set<String> messageFields;

    /** @param messageFields the fields of {@code msg} that have a place of their own */
    ExtraFields(Set<String> messageFields) {
        this(ENVELOPE, messageFields);
    }

    ExtraFields(Set<String> envelopeFields, Set<String> messageFields) {
        this.envelopeFields = envelopeFields;
        this.messageFields = messageFields;
    }

    /** The other fields of {@code msg} as a JSON object, those beside it under {@code envelope}; empty if there are none. */
    String of(FrameFields envelope, FrameFields message) {
        ObjectNode extra = others(message, messageFields);
        ObjectNode around = others(envelope, envelopeFields);
        if (!around.isEmpty()) {
            extra.set("envelope", around);
        }
        return extra.isEmpty() ? "" : extra.toString();
    }

    private static ObjectNode others(FrameFields fields, Set<String> known) {
        ObjectNode others = JsonNodeFactory.instance.objectNode();
        for (String name : fields.names()) {
            if (!known.contains(name)) {
                others.set(name, fields.node(name));
            }
        }
        return others;
    }
}
