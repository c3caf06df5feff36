package tickhouse.demo;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Both sides of a book at one moment, each by price on its own side's scale. */
public record BookSnapshot(String ticker, SortedMap<BigDecimal, BigDecimal> yes, SortedMap<BigDecimal, BigDecimal> no) {
    public BookSnapshot {
        yes = Collections.unmodifiableSortedMap(new TreeMap<>(yes));
        no = Collections.unmodifiableSortedMap(new TreeMap<>(no));
    }
}
