package tickhouse.websocket;

import java.util.AbstractMap;
import java.util.Set;

/** Headers that cannot be signed. */
final class BrokenHeaders extends AbstractMap<String, Object> {
    @Override
    public Set<Entry<String, Object>> entrySet() {
        throw new IllegalStateException("no key");
    }
}
