package dev.rota.audit.chain;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.List;
import javax.crypto.KeyAgreement;

/**
 * The same key pair from the same secret, on every node and JDK. The private part follows FIPS 186-5 A.2.1; the JDK makes
 * no public part of a private one, but ECDH with the generator gives its x, and a signature tells which y belongs to it.
 */
final class KeyPairDrawing {
    /** 8 bytes more than the order of P-256 has, so that no key is likelier than another. */
    static final int SECRET_BYTES = 40;

    private static final byte[] MESSAGE = {1};

    private KeyPairDrawing() {}

    /** @param curve of a prime field with p = 3 mod 4, such as P-256 */
    static KeyPair draw(byte[] secret, ECParameterSpec curve) throws GeneralSecurityException {
        if (secret.length < SECRET_BYTES) {
            throw new IllegalArgumentException("the secret has fewer than " + SECRET_BYTES + " bytes");
        }
        var scalar = new BigInteger(1, secret)
                .mod(curve.getOrder().subtract(BigInteger.ONE))
                .add(BigInteger.ONE);
        var keys = KeyFactory.getInstance("EC");
        var secretPart = (ECPrivateKey) keys.generatePrivate(new ECPrivateKeySpec(scalar, curve));
        for (var point : candidates(x(secretPart, keys, curve), curve)) {
            var publicPart = keys.generatePublic(new ECPublicKeySpec(point, curve));
            if (belongTogether(secretPart, publicPart)) {
                return new KeyPair(publicPart, secretPart);
            }
        }
        throw new IllegalStateException("neither point belongs to the key");
    }

    private static BigInteger x(ECPrivateKey secretPart, KeyFactory keys, ECParameterSpec curve)
            throws GeneralSecurityException {
        var agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(secretPart);
        var last = agreement.doPhase(keys.generatePublic(new ECPublicKeySpec(curve.getGenerator(), curve)), true);
        if (last != null) {
            throw new IllegalStateException("ECDH has one phase");
        }
        return new BigInteger(1, agreement.generateSecret());
    }

    /** Both points with that x: y² = x³ + ax + b, and a square root is a power where p = 3 mod 4. */
    private static List<ECPoint> candidates(BigInteger x, ECParameterSpec curve) {
        var p = ((ECFieldFp) curve.getCurve().getField()).getP();
        var square = x.pow(3)
                .add(curve.getCurve().getA().multiply(x))
                .add(curve.getCurve().getB())
                .mod(p);
        var y = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
        return List.of(new ECPoint(x, y), new ECPoint(x, p.subtract(y)));
    }

    private static boolean belongTogether(ECPrivateKey secretPart, PublicKey publicPart)
            throws GeneralSecurityException {
        var signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(secretPart);
        signing.update(MESSAGE);
        var signed = signing.sign();
        signing.initVerify(publicPart);
        signing.update(MESSAGE);
        return signing.verify(signed);
    }
}
