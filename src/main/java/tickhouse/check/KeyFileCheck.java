package tickhouse.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.util.Set;
import tickhouse.kalshi.PrivateKeyException;
import tickhouse.kalshi.PrivateKeyFile;

/** Whether the private key can sign, and who else can read it. */
public final class KeyFileCheck {
    private static final String WHAT = "key file";

    private final Report report;

    public KeyFileCheck(Report report) {
        this.report = report;
    }

    /** Says whether the key can be used. */
    public boolean run(Path file) {
        try {
            PrivateKey key = PrivateKeyFile.read(file);
            report.ok(WHAT, file + " holds " + kind(key) + exposure(file));
            return true;
        } catch (PrivateKeyException unusable) {
            report.failed(WHAT, unusable);
            return false;
        }
    }

    private static String kind(PrivateKey key) {
        return key instanceof RSAKey rsa ? "an RSA key of " + rsa.getModulus().bitLength() + " bits" : "an Ed25519 key";
    }

    private static String exposure(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            String shown = " (" + PosixFilePermissions.toString(permissions) + ")";
            return permissions.contains(PosixFilePermission.OTHERS_READ)
                    ? shown + "; WARNING: every user of this machine can read it: chmod 600 " + file
                    : shown;
        } catch (IOException | UnsupportedOperationException notPosix) {
            return "";
        }
    }
}
