package dev.millrace.cascade.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleKeyTest {
    private static final HexFormat HEX = HexFormat.of();

    /** RFC 8032, section 7.1. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                + "d25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                + "387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                + "4a7c15e9716ed28dc027beceea1ec40a",
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42,"
                + "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
                + "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
                + "454d4423643ce80e2a9ac94fa54ca49f,"
                + "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
                + "3dca179c138ac17ad9bef1177331a704"
    })
    void theVectorsOfTheStandardHold(String seed, String publicKey, String message, String signature) {
        SigningKey key = SigningKey.of(HEX.parseHex(seed));
        byte[] bytes = HEX.parseHex(message);
        assertThat(key.publicKey()).isEqualTo(BundleKey.of(HEX.parseHex(publicKey)));
        assertThat(HEX.formatHex(key.sign(bytes))).isEqualTo(signature);
        assertThat(BundleKey.of(HEX.parseHex(publicKey)).verifies(HEX.parseHex(signature), bytes))
                .isTrue();
    }

    @Test
    void itAgreesWithThePlatformOnThousandsOfSignaturesAndTheirMutations() throws GeneralSecurityException {
        long seed = 20261124;
        Random random = new Random(seed);
        int accepted = 0;
        for (int trial = 0; trial < 2000; trial++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            SigningKey key = SigningKey.of(secret);
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(message);
            byte[] signature = key.sign(message);
            switch (random.nextInt(4)) {
                case 0 -> signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
                case 1 -> random.nextBytes(signature);
                default -> {
                    // as signed
                }
            }
            boolean ours = key.publicKey().verifies(signature, message);
            assertThat(ours).as("seed %d, trial %d", seed, trial).isEqualTo(platform(key, signature, message));
            accepted += ours ? 1 : 0;
        }
        assertThat(accepted).isBetween(800, 1200);
    }

    private static boolean platform(SigningKey key, byte[] signature, byte[] message) throws GeneralSecurityException {
        String pem = key.publicKey().toPem().replaceAll("-----[^-]+-----", "");
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem))));
        verifier.update(message);
        try {
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        }
    }

    @Test
    void everyFlippedBitOfASignatureIsRefused() {
        SigningKey key = SigningKey.of(new byte[32]);
        byte[] message = {1, 2, 3};
        byte[] signature = key.sign(message);
        for (int bit = 0; bit < 512; bit++) {
            byte[] bad = signature.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(key.publicKey().verifies(bad, message)).as("bit %d", bit).isFalse();
        }
        assertThat(key.publicKey().verifies(Arrays.copyOf(signature, 63), message))
                .isFalse();
        assertThat(key.publicKey().verifies(Arrays.copyOf(signature, 65), message))
                .isFalse();
    }

    @Test
    void theSameSignatureWithTheGroupsOrderAddedIsRefused() {
        SigningKey key = SigningKey.of(new byte[32]);
        byte[] message = {1};
        byte[] signature = key.sign(message);
        BigInteger s =
                EdwardsPoint.littleEndian(Arrays.copyOfRange(signature, 32, 64)).add(BundleKey.ORDER);
        for (int i = 0; i < 32; i++) {
            signature[32 + i] = s.shiftRight(8 * i).byteValue();
        }
        assertThat(key.publicKey().verifies(signature, message)).isFalse();
    }

    /** All points of small order, and encodings of points that are not canonical. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0200000000000000000000000000000000000000000000000000000000000000"
            })
    void aKeyThatIsWeakOrNoPointIsRefused(String key) {
        assertThatThrownBy(() -> BundleKey.of(HEX.parseHex(key)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("public key");
    }

    @Test
    void fieldArithmeticAgreesWithBigInteger() {
        long seed = 7;
        Random random = new Random(seed);
        BigInteger p = Field25519.P;
        for (int trial = 0; trial < 5000; trial++) {
            BigInteger a = edge(random);
            BigInteger b = edge(random);
            BigInteger c = edge(random);
            Field25519 x = Field25519.of(a);
            Field25519 y = Field25519.of(b);
            Field25519 z = Field25519.of(c);
            assertThat(x.minus(y).times(z.plus(y)).minus(x.squared()).toBigInteger())
                    .as("seed %d, trial %d", seed, trial)
                    .isEqualTo(a.subtract(b)
                            .multiply(c.add(b))
                            .subtract(a.multiply(a))
                            .mod(p));
            if (a.mod(p).signum() != 0 && trial % 50 == 0) {
                assertThat(x.inverse().toBigInteger()).isEqualTo(a.modInverse(p));
                assertThat(x.rootPower().toBigInteger())
                        .isEqualTo(a.modPow(p.subtract(BigInteger.valueOf(5)).shiftRight(3), p));
            }
        }
    }

    /** A number near a border of the field or of a limb, or any. */
    private static BigInteger edge(Random random) {
        BigInteger small = BigInteger.valueOf(random.nextInt(60));
        return switch (random.nextInt(4)) {
            case 0 -> small;
            case 1 -> Field25519.P.subtract(small);
            case 2 ->
                BigInteger.ONE
                        .shiftLeft(26 * random.nextInt(10))
                        .subtract(small)
                        .mod(Field25519.P);
            default -> new BigInteger(255, random);
        };
    }

    @Test
    void keysOfOpensslAreRead() {
        SigningKey key = SigningKey.parse("""
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
                -----END PRIVATE KEY-----
                """);
        BundleKey publicKey = BundleKey.parse("""
                -----BEGIN PUBLIC KEY-----
                MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
                -----END PUBLIC KEY-----
                """);
        assertThat(key.publicKey()).isEqualTo(publicKey);
        assertThat(BundleKey.parse("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"))
                .isEqualTo(publicKey);
        assertThat(BundleKey.parse(publicKey.toPem())).isEqualTo(publicKey);
        assertThat(BundleKey.parse(publicKey.toBase64())).isEqualTo(publicKey);
        assertThat(SigningKey.parse(key.toPem()).publicKey()).isEqualTo(publicKey);
        assertThat(publicKey.id()).hasSize(16).matches("[0-9a-f]+");
    }

    @Test
    void keysOfAnotherKindAreRefusedWithTheReason() {
        assertThatThrownBy(() -> BundleKey.parse("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"))
                .hasMessageContaining("PUBLIC KEY: not found");
        assertThatThrownBy(() -> BundleKey.parse("c2hvcnQ=")).hasMessage("public key: 5 bytes (expected: 32)");
        assertThatThrownBy(() -> BundleKey.parse("no base64!")).hasMessageContaining("expected: 32 bytes in base64");
        assertThatThrownBy(() -> SigningKey.parse("-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----"))
                .hasMessageContaining("is no Ed25519 key");
        assertThatThrownBy(TrustedKeys::of).hasMessageContaining("none");
    }
}
