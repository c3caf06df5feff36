package tickhouse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;

/** What can happen to one outgoing frame. The frame's sequence number is used up in any case. */
public enum Distortion {
    DROP {
        @Override
        List<SentFrame> apply(SentFrame frame) {
            return List.of();
        }
    },
    DUPLICATE {
        @Override
        List<SentFrame> apply(SentFrame frame) {
            return List.of(frame, frame);
        }
    },
    /** Sent after the next frame of the same connection. */
    SWAP,
    WITHOUT_TIMES {
        @Override
        List<SentFrame> apply(SentFrame frame) {
            return edited(frame, root -> body(root).remove(List.of("ts", "ts_ms", "time")));
        }
    },
    /** A time without a fraction, as Go prints a whole second. */
    WHOLE_SECOND {
        @Override
        List<SentFrame> apply(SentFrame frame) {
            return edited(frame, root -> {
                String time = body(root).path("ts").asText();
                body(root).put("ts", time.replaceFirst("\\.[0-9]+Z$", "Z"));
                body(root).put("ts_ms", body(root).path("ts_ms").asLong() / 1000 * 1000);
            });
        }
    },
    UNKNOWN_FIELDS {
        @Override
        List<SentFrame> apply(SentFrame frame) {
            return edited(frame, root -> {
                root.put("exchange_index", 7);
                body(root).putObject("novelty").put("depth", 3).putArray("list").add("new");
            });
        }
    },
    MALFORMED {
        @Override
        List<SentFrame> apply(SentFrame frame) {
            return List.of(frame.withText(frame.text().substring(0, frame.text().length() / 2) + "\n"));
        }
    },
    /** A byte in the market's name that is no UTF-8. */
    BROKEN_UTF_8 {
        @Override
        List<SentFrame> apply(SentFrame frame) {
            return List.of(frame.withText(frame.text().replaceFirst("\"market_ticker\":\"", "$0" + WireText.BROKEN)));
        }
    },
    /** The names and integers of the time before the fixed-point migration. */
    LEGACY_CENTS {
        @Override
        List<SentFrame> apply(SentFrame frame) {
            return edited(frame, root -> toCents(body(root)));
        }
    },
    /** Ten thousand more tickers in an {@code ok}. */
    HUGE {
        @Override
        List<SentFrame> apply(SentFrame frame) {
            return edited(frame, root -> {
                ArrayNode tickers = body(root).withArray("market_tickers");
                for (int index = 0; index < 10_000; index++) {
                    tickers.add("KXDEMOHUGE-26DEC01-T" + (10_000 + index) + ".99");
                }
            });
        }
    },
    /** Never sent, and takes no number: as if the exchange had forgotten it. */
    WITHHELD,
    /** A delta that adds more than the exchange's book got. */
    DRIFTED {
        @Override
        List<SentFrame> apply(SentFrame frame) {
            return edited(frame, root -> {
                BigDecimal change = new BigDecimal(body(root).path("delta_fp").asText());
                body(root).put("delta_fp", change.add(new BigDecimal("7.00")).toPlainString());
            });
        }
    },
    /** A bid above every ask, which the exchange's book has not. */
    CROSSING {
        @Override
        List<SentFrame> apply(SentFrame frame) {
            return edited(frame, root -> body(root)
                    .put("side", "yes")
                    .put("price_dollars", "0.9990")
                    .put("delta_fp", "3.00"));
        }
    },
    /** Takes more from the level than it can hold. */
    BELOW_ZERO {
        @Override
        List<SentFrame> apply(SentFrame frame) {
            return edited(frame, root -> body(root).put("delta_fp", "-99999999.00"));
        }
    };

    List<SentFrame> apply(SentFrame frame) {
        return List.of(frame);
    }

    private static List<SentFrame> edited(SentFrame frame, Consumer<ObjectNode> edit) {
        ObjectNode root = Json.parse(frame.text()).orElseThrow();
        edit.accept(root);
        return List.of(frame.withText(Json.write(root) + "\n"));
    }

    private static ObjectNode body(ObjectNode root) {
        return root.withObjectProperty("msg");
    }

    private static void toCents(ObjectNode body) {
        for (Side side : Side.values()) {
            JsonNode levels = body.remove(side.wireName() + "_dollars_fp");
            if (levels != null) {
                ArrayNode old = body.putArray(side.wireName());
                levels.forEach(level -> old.addArray()
                        .add(cents(level.path(0).asText()))
                        .add(whole(level.path(1).asText())));
            }
        }
        if (body.has("delta_fp")) {
            body.put("price", cents(body.remove("price_dollars").asText()));
            body.put("delta", whole(body.remove("delta_fp").asText()));
        }
    }

    private static int cents(String dollars) {
        return new BigDecimal(dollars).movePointRight(2).intValue();
    }

    private static long whole(String count) {
        return new BigDecimal(count).longValue();
    }
}
