package tickhouse.demo;

/** A REST call that is answered with an HTTP error. */
final class RestRefused extends RuntimeException {
    private final Refusal refusal;

    RestRefused(Refusal refusal) {
        super(refusal.toString());
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
