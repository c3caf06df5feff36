package tickhouse.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import java.nio.charset.StandardCharsets;

/** Text whose bytes are not UTF-8: {@link #BROKEN} stands for a byte that no text has. */
final class WireText {
    /** A surrogate alone is no character, so no other text has it. */
    static final char BROKEN = '\udcff';

    private static final int NO_UTF_8 = 0xff;

    private WireText() {}

    static boolean isBroken(String text) {
        return text.indexOf(BROKEN) >= 0;
    }

    static WebSocketFrame frame(String text) {
        ByteBuf bytes = Unpooled.buffer(text.length());
        int from = 0;
        for (int broken = text.indexOf(BROKEN); broken >= 0; broken = text.indexOf(BROKEN, from)) {
            bytes.writeCharSequence(text.substring(from, broken), StandardCharsets.UTF_8);
            bytes.writeByte(NO_UTF_8);
            from = broken + 1;
        }
        bytes.writeCharSequence(text.substring(from), StandardCharsets.UTF_8);
        return new WebSocketFrameImpl(WebSocketFrameType.TEXT, bytes, true);
    }
}
