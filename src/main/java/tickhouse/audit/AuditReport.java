package tickhouse.audit;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tickhouse.audit.SubscriptionAudit.Place;

/** Prints what an audit found: a line for each subscription, what is wrong, the verdict. */
public final class AuditReport {
    private static final int SHOWN_HOLES = 20;
    private static final List<String> HEADINGS =
            List.of("feed", "session", "sid", "channel", "frames", "first", "last", "missing", "lost from", "");

    private final PrintWriter out;

    public AuditReport(PrintWriter out) {
        this.out = out;
    }

    public void print(Audit audit) {
        List<List<String>> table = new ArrayList<>(List.of(HEADINGS));
        audit.subscriptions().forEach((place, subscription) -> table.add(cells(place, subscription)));
        int[] widths = new int[HEADINGS.size()];
        table.forEach(row -> {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        });
        table.forEach(row -> out.println(line(row, widths)));
        audit.subscriptions().forEach(this::printFaults);
        audit.unended().forEach(out::println);
        out.println(verdict(audit));
        out.flush();
    }

    private static List<String> cells(Place place, SubscriptionAudit subscription) {
        return List.of(
                place.feed(),
                place.session(),
                Long.toString(place.sid()),
                subscription.channels.isEmpty() ? "-" : subscription.channels,
                Long.toString(subscription.frames),
                subscription.frames == 0 ? "-" : Long.toString(subscription.first),
                subscription.frames == 0 ? "-" : Long.toString(subscription.last),
                Long.toString(subscription.missing),
                subscription.endedFrom.isPresent() ? Long.toString(subscription.endedFrom.getAsLong()) : "-",
                subscription.isSound() ? "ok" : "UNEXPLAINED");
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            line.append(row.get(column))
                    .append(" ".repeat(widths[column] - row.get(column).length() + 2));
        }
        return line.toString().stripTrailing();
    }

    private void printFaults(Place place, SubscriptionAudit subscription) {
        String where = "feed " + place.feed() + ", session " + place.session() + ", sid " + place.sid() + ": ";
        if (!subscription.holes.isEmpty()) {
            out.println(where + "neither stored nor declared missing: " + holes(subscription));
        }
        if (subscription.overlapping > 0) {
            out.println(where + subscription.overlapping + " number(s) both stored and declared missing");
        }
        if (subscription.doubled > 0) {
            out.println(where + subscription.doubled + " row(s) stored twice");
        }
        if (subscription.replayed > 0) {
            out.println(where + subscription.replayed + " number(s) declared missing, and stored later by a replay");
        }
    }

    private static String holes(SubscriptionAudit subscription) {
        String shown = subscription.holes.stream()
                .limit(SHOWN_HOLES)
                .map(Object::toString)
                .collect(Collectors.joining(", "));
        int more = subscription.holes.size() - SHOWN_HOLES;
        return more > 0 ? shown + " and " + more + " more range(s)" : shown;
    }

    private static String verdict(Audit audit) {
        String scope =
                audit.sessions() + " session(s), " + audit.subscriptions().size() + " subscription(s), "
                        + sum(audit, each -> each.frames) + " frame(s) stored, " + sum(audit, each -> each.missing)
                        + " declared missing";
        if (audit.isSound()) {
            return "WHOLE: " + scope + "; nothing is unexplained.";
        }
        String faults = Stream.of(
                        sum(audit, each -> each.holes.size()) + " unexplained hole(s)",
                        sum(audit, each -> each.overlapping) + " overlapping number(s)",
                        sum(audit, each -> each.doubled) + " doubled row(s)",
                        audit.unended().size() + " session(s) without an end")
                .collect(Collectors.joining(", "));
        return "NOT WHOLE: " + scope + "; " + faults + ".";
    }

    private static long sum(Audit audit, ToLongFunction<SubscriptionAudit> figure) {
        return audit.subscriptions().values().stream().mapToLong(figure).sum();
    }
}
