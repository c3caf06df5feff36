package tickhouse.kalshi;

import java.nio.file.Path;

/** The file of the private key cannot be used; says what is wrong with it and what to do, never what is in it. */
public final class PrivateKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PrivateKeyException(Path file, String problem, String remedy) {
        super("The private key file " + file + " " + problem + ". " + remedy);
    }
}
