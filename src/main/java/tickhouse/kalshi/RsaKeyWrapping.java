package tickhouse.kalshi;

import java.io.ByteArrayOutputStream;

/** Wraps a PKCS#1 RSA key as PKCS#8, the only form the JDK reads (RFC 5208 section 5, RFC 8017 appendix A.1). */
final class RsaKeyWrapping {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    // INTEGER 0, then SEQUENCE { OID 1.2.840.113549.1.1.1 (rsaEncryption), NULL }.
    private static final byte[] VERSION_AND_ALGORITHM = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private RsaKeyWrapping() {}

    static byte[] toPkcs8(byte[] pkcs1) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(VERSION_AND_ALGORITHM);
        content.writeBytes(element(OCTET_STRING, pkcs1));
        return element(SEQUENCE, content.toByteArray());
    }

    private static byte[] element(int tag, byte[] value) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (value.length < 0x80) {
            element.write(value.length);
        } else {
            int bytes = value.length < 0x100 ? 1 : value.length < 0x10000 ? 2 : 3;
            element.write(0x80 | bytes);
            for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
                element.write(value.length >> shift);
            }
        }
        element.writeBytes(value);
        return element.toByteArray();
    }
}
