package tickhouse.demo;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** A part of a longer list, and the cursor of the next part, which is empty at the end. */
record Page<T>(List<T> items, String cursor) {

    static <T> Page<T> of(Stream<T> rest, int limit, Function<T, String> key) {
        List<T> items = rest.limit(limit + 1L).toList();
        if (items.size() <= limit) {
            return new Page<>(items, "");
        }
        List<T> page = items.subList(0, limit);
        return new Page<>(page, Query.cursorAfter(key.apply(page.get(limit - 1))));
    }
}
