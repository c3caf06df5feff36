package tickhouse.kalshi.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads lists that come in pages.
 *
 * @param limit how much is asked for on one page; Kalshi allows 1,000
 */
record Pages(KalshiRest rest, int limit) {
    static final int LARGEST = 1_000;

    /**
     * The items of all pages by their identity, in the exchange's order. A cursor that the exchange does not know brings the
     * first page again, with 200: rather than a part of the list, or a list without end, that is a failure.
     */
    Map<String, JsonNode> items(String path, Map<String, String> filters, String array, String identity) {
        Map<String, JsonNode> items = new LinkedHashMap<>();
        Map<String, String> query = new LinkedHashMap<>(filters);
        query.put("limit", Integer.toString(limit));
        Set<String> cursors = new HashSet<>();
        while (true) {
            JsonNode page = rest.get(path, query);
            JsonNode listed = page.path(array);
            int before = items.size();
            for (JsonNode item : listed) {
                items.putIfAbsent(item.path(identity).asText(), item);
            }
            if (listed.isMissingNode() || items.containsKey("")) {
                throw KalshiRestException.unreadable("the list " + path, array + ", each with its " + identity);
            }
            boolean again = items.size() == before && !listed.isEmpty();
            String cursor = page.path("cursor").asText();
            if (cursor.isEmpty()) {
                return items;
            }
            if (again || !cursors.add(cursor)) {
                throw KalshiRestException.endless(path);
            }
            query.put("cursor", cursor);
        }
    }
}
