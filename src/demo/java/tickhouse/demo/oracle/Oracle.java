package tickhouse.demo.oracle;

import java.nio.file.Path;

/**
 * Compares the exchange's ledger with what is stored, declared missing or kept in files. Every frame must be one of these, as
 * it was sent, and nothing else may be there. Any thread may use it; the exchange should be quiet.
 */
public final class Oracle {
    private final Sent sent;
    private final Tables tables;
    private final KeptFiles files;

    /** The ledger, the tables, and the directory with the recorder's own files. */
    public Oracle(Sent sent, Tables tables, Path data) {
        this.sent = sent;
        this.tables = tables;
        this.files = new KeptFiles(data);
    }

    /** Looks at everything once. */
    public Findings check() {
        Findings findings = new Findings();
        findings.sent = sent.frames();
        Sessions sessions = new Sessions(tables, sent);
        Accounts accounts = new Accounts(sessions, sent, findings);
        for (String query : NumberedRows.ALL) {
            NumberedRows.Reader reader = new NumberedRows.Reader(accounts::store, () -> findings.doubled++);
            tables.each(query, row -> {
                findings.rows++;
                reader.read(row);
            });
            reader.finish();
        }
        accounts.declareGaps(tables);
        accounts.takeNoteOf(files.rows());
        accounts.settle();
        Unnumbered unnumbered = new Unnumbered(sessions, sent, accounts, findings);
        unnumbered.compare(tables);
        unnumbered.compareDeadLetters(files.frames());
        accounts.checkValidity(tables);
        ValidBooks books = new ValidBooks(tables);
        findings.compared = books.compared();
        findings.wrong.addAll(books.wrong());
        return findings;
    }
}
