package tickhouse.demo;

/** A command that is answered with an error. */
final class CommandRejected extends RuntimeException {
    private final ErrorCode code;

    CommandRejected(ErrorCode code) {
        super(code.toString());
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
