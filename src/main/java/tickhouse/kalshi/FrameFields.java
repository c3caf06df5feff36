package tickhouse.kalshi;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Reads typed fields of a JSON object, and says which field of which frame type is wrong. */
final class FrameFields {
    /** What {@code Decimal(18, 6)} holds: more digits would be cut silently by the database. */
    private static final int SCALE = 6;

    private static final int INTEGER_DIGITS = 12;

    private final String type;
    private final JsonNode object;

    FrameFields(String type, JsonNode object) {
        this.type = type;
        this.object = object;
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** All fields there are. */
    Iterable<String> names() {
        return object::fieldNames;
    }

    /** Throws {@link FormatDriftException} if the field comes under its old name, with its old encoding, only. */
    void refuseRetired(String retired, String expected) {
        if (!has(expected) && has(retired)) {
            throw new FormatDriftException(type, retired, expected);
        }
    }

    JsonNode node(String name) {
        return object.path(name);
    }

    String text(String name) {
        JsonNode value = object.path(name);
        if (!value.isTextual()) {
            throw wrong(name, "text", value);
        }
        return value.textValue();
    }

    Optional<String> optionalText(String name) {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    Optional<Boolean> optionalFlag(String name) {
        JsonNode value = object.path(name);
        if (has(name) && !value.isBoolean()) {
            throw wrong(name, "true or false", value);
        }
        return has(name) ? Optional.of(value.booleanValue()) : Optional.empty();
    }

    Optional<Long> optionalNumber(String name) {
        return has(name) ? Optional.of(number(name)) : Optional.empty();
    }

    Optional<Integer> optionalCode(String name) {
        if (has(name) && !object.path(name).canConvertToInt()) {
            throw wrong(name, "an error code", object.path(name));
        }
        return optionalNumber(name).map(Math::toIntExact);
    }

    long number(String name) {
        JsonNode value = object.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw wrong(name, "a whole number from 0", value);
        }
        return value.longValue();
    }

    Optional<BigDecimal> optionalDecimal(String name) {
        return has(name) ? Optional.of(decimal(name)) : Optional.empty();
    }

    BigDecimal decimal(String name) {
        return decimal(name, object.path(name));
    }

    BigDecimal decimal(String name, JsonNode value) {
        // At most 40 characters: "1e999999999" must not become a billion digits.
        if (!value.isTextual() || value.textValue().length() > 40) {
            throw wrong(name, "a decimal as text", value);
        }
        try {
            BigDecimal decimal = new BigDecimal(value.textValue());
            BigDecimal plain = decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
            if (plain.scale() > SCALE || (long) plain.precision() - plain.scale() > INTEGER_DIGITS) {
                throw wrong(name, "a decimal of at most 12 digits before and 6 after the point", value);
            }
            return decimal.scale() < 0 || decimal.scale() > SCALE ? plain.setScale(SCALE) : decimal;
        } catch (NumberFormatException notDecimal) {
            throw wrong(name, "a decimal as text", value);
        }
    }

    Side side(String name) {
        return switch (text(name)) {
            case "yes" -> Side.YES;
            case "no" -> Side.NO;
            default -> throw wrong(name, "'yes' or 'no'", object.path(name));
        };
    }

    /**
     * When the exchange made the message, as finely as it says: {@code ts} of a delta and {@code time} of a ticker are RFC
     * 3339 with microseconds, {@code ts_ms} is milliseconds, {@code ts} of other messages is seconds.
     */
    Optional<Instant> exchangeTime() {
        for (String name : List.of("ts", "time")) {
            if (object.path(name).isTextual()) {
                return Optional.of(rfc3339(name));
            }
        }
        return optionalNumber("ts_ms")
                .map(millis -> inRange("ts_ms", Instant.ofEpochMilli(millis)))
                .or(() -> optionalSeconds("ts"));
    }

    Instant rfc3339(String name) {
        try {
            return inRange(name, Instant.parse(text(name)));
        } catch (DateTimeParseException notRfc3339) {
            throw wrong(name, "an RFC 3339 time", object.path(name));
        }
    }

    Optional<Instant> optionalSeconds(String name) {
        return optionalNumber(name)
                .map(seconds -> inRange(name, Instant.ofEpochSecond(Math.min(seconds, LATEST.getEpochSecond() + 1))));
    }

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /** DateTime64(6) ends in 2299 and clamps silently beyond. */
    private Instant inRange(String name, Instant time) {
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw wrong(name, "a time between 2000 and 2200", object.path(name));
        }
        return time;
    }

    UndecodableFrameException wrong(String name, String expected, JsonNode found) {
        String shown = found.isMissingNode() ? "nothing" : found.toString();
        String cut = shown.length() > 60 ? shown.substring(0, 60) + "…" : shown;
        return new UndecodableFrameException(type + "." + name + " should be " + expected + ", not " + cut);
    }
}
