package dev.millrace.edge.filter;

import java.util.Arrays;

/**
 * What every character is to the splitting of words: one of {@value #COUNT} classes. Immutable and thread-safe.
 *
 * <p>The table is that of Unicode 12.1, which the server's index splits by, and does not depend on the platform's. It
 * was made by asking the server's splitter about every character, and a test asks again.
 */
final class WordClasses {
    /** Classes: 0 is every character that no word has. */
    static final int COUNT = 24;

    /**
     * Runs of characters of one class, from 0 on: a lower-case letter is the class, the digits after it, of base 32,
     * how many characters; none is one.
     */
    private static final String RUNS =
            "a12oea3na2ealamadAkla5bQa4jabQa1Euba2pua6baka2ba5bNabVabF0a6b7a7bKp3Gb5ab2a2b4lba6bkb3ababKab2Ja"
                    + "b4Bap7b56ab16a2bab2abab19la7p1Dapap2ap2apa8cRa4c4bkaBp6a6l2a2pBapa3b1BpLdAadlab2pb33abp8ap6b2p2a"
                    + "p4b2dAb3a2baFpbpbUpRa2b2PpBbaEdAb11p9b2a2laba2pa2bMp4bp9bp3bp5aIbPp3a4bBa1LbLab8aLp1Hb1Mp3bpIbp7"
                    + "bAp2a2dAabGp3ab8a2b2a2bMab7aba3b4a2pbp7a2p2a2p3ba8pa4b2ab3p2a2dAb2aAbapa2p3ab6a4b2a2bMab7ab2ab2a"
                    + "b2a2pap5a4p2a2p3a3pa7b4aba7dAp2b3paBp3ab9ab3abMab7ab2ab5a2pbp8ap3ap3a2baFb2p2a2dAa9bp6ap3ab8a2b2"
                    + "a2bMab7ab2ab5a2pbp7a2p2a2p3a8p2a4b2ab3p2a2dAabaGpbab6a3b3ab4a3b2abab2a3b2a3b3a3bCa4p5a3p3ap4a2ba"
                    + "6paEdAaGp5b8ab3abNabGa3bp7ap3ap4a7p2ab3a5b2p2a2dAaGbp3ab8ab3abNabAab5a2pbp7ap3ap4a7p2a7bab2p2a2d"
                    + "Aab2aDp4ab8ab3ab19p2bp7ap3ap4ba5b3pa7b3p2a2dAaAb6a2p2abIa3bOab9aba2b7a3pa4p6apap8a6dAa2p2aDh1Gih"
                    + "2i7a5h7i8adAa17h2ahah5ahOahahAih2i9ha2h5ahai6a2dAa2h4a10baNp2a6dAaBpapapa4p2b8ab14a4pKap2b5pBap1"
                    + "4a9pa1Ph1BiKhdAa6h6i4h4i3hi3h2i7h3i4hDiChidAi4h2b16aba5ba2b1BabADab4a2b7abab4a2b19ab4a2b11ab4a2b"
                    + "7abab4a2bFab1Pab4a2b23a2p3a10bGaGb2Ma2b6a3bJCa2bHabQa5b2Ba3bBa7bDab4p3aBbIp3aBbIp2aCbDab3ap2aCh1"
                    + "Ki10a3ha4hia2dAa11p4adAa6b2Pa7b5p2b12pba5b26aAbVapCa4pCaAdAhUa2h5aBh1Ca4hQa6dAha3h2a10bNp5a4h1Li"
                    + "AaiTa2pdAa6dAa6hEa2pFa21p5b1FpHb7a4dAaHp9aCp3bUpDb2dAb1CpEaCb14pKa8dAa3b3dAb14a2b9a7b1Ba2b3aGp3a"
                    + "pLb4pb6pb2p3ba5b60p1Qap5b8Ma2b6a2b16a2b6a2b8ababababVa2b1Lab7aba3b3ab7a3b4a2b6a4bDa5b3ab7aFpqp2a"
                    + "8m2aAma2ka2p5jaCua2j2a3la4uaAjaBp5apAabaDbaGbDa1JpJspDaHba4ba2bAaba3b5a4uabababab4abAva2b4a5b5a4"
                    + "baHb19aBu6aFu2aBFu2aCua2Vua26uaPuBa4u3a5RbCvb17a60u2aAua9ua1Qu4au6auCau3IaAu3Ma2uBauaua6ua3ua6ua"
                    + "Au2aFua2ua4uaua4u3auaBu5a1Du3a9uaEuaEuaBKu2aEFu3aJu2a1Jua4ua5Ab1Fab1Fab45a6b4p3b2aCb16aba5ba2b1O"
                    + "a7baFpbNa9b7ab7ab7ab7ab7ab7ab7ab7ap10a1Fba2GgQag2PaCg6Ma1FbagaPg9p6uf5a2g3b2ua3g2Ma2p2f2g3f2Raf4"
                    + "a5b1Bab2UaHbRa1LfGa4Nuaua1Mf1Faf2Oa58g6DMa2AgKFGaGb14Da23b1Ea2b8Da3bGdAb2aKb1Fp4apAabVp2b2Gp2a15"
                    + "b59a2b5a1GbBpb3pb4pbNp5aOb1KaCp2b1IpIaAdAa6pIb6a3bab2pdAbSp8a2bNpDaCbTa3p4b1FpEaEbdAa6h5ihAdAh5a"
                    + "b19pEa9b3pb8p2a2dAa6hRi3h1Iihi3h2i2h5i2hihaOh5bBp5a2b3p2aAb6a2b6a2b6a9b7ab7ab1Oa8b3Jp8ap2a2dAa6b"
                    + "AT4aCbNa4b1Ha884gBEa2g3Aa16b7aCb5a5cpcAacDac5acac2ac2acAb32a11bBBaIb20a2b1Ma18bCa4pErtla2klaBpGa"
                    + "3j2aOj3lamalkaQb5ab47a2pa7ma4lamadAkla5bQa4jabQaBf1Op2bVa3b6a2b6a2b6a2b3aSp3a4bCabQabJab2abFa2bE"
                    + "a12b3Ra25b1La48pa42bTa3b1HaFpaVb10aDbUa5b16p5a5bUa2b14a4b8ab5a1Ab4Ua2dAa6b14a4b14a4b18a8b1Ka4Sb9"
                    + "Na9bMaAb8a4Ob6a2bab1Cab2a3ba2bNaAbNa9bVa21bJab2aAbMaAbQa26b1Oa6b2a20bp3ap2a5p4b4ab3abTa2p3a4pa10"
                    + "bTa3bTa13b8abSp2aPb1MaAbMaAbJaDbIa3Eb29a1Nb1JaDb1JaDb14p4a8dAaE6bTaAba8bMpBa4FbNa9p3b1LpFaVdAaFp"
                    + "4b1DpBa2paFpa2bPa7dAa6p3b14pEadAa4bp2a9b13pa2ba9p3b1GpEb4a4p4a3dAbaba13bIabPpCa6pa21b7abab4abFab"
                    + "Aa7b1FpCa5dAa6p4ab8a2b2a2bMab7ab2ab5ap2bp7a2p2a2p3a2ba6pa5b5p2a2p7a3p5a4Bb1LpIb4a5dAa4pba10b1GpK"
                    + "b2aba8dAa56b1Fp7a2p9aNb4p2a12b1GpHa3baBdAa16b1BpDba7dAa1MhRa2iFa4dAh2a3ha60b1CpFa35b20dAaLba50b8"
                    + "a2b17p7a2p7babpaRbpAb18p7bp4a8pa8bpBb1EpGa3ba12b1Pa87b9ab15p8ap8baFdAaObUa2pMapEa29b7ab2ab16p6a3"
                    + "pap2ap7bpa8dAa6b6ab2ab10p5ap2ap5ba7dAa9MbJp4a89bSQa36b3FaHb64a2LSb11Fap9a3U7bI7a8DPbHPa7bVadAa36"
                    + "bUa2p5aBb1Gp7a9b4aCdAa9bLa5bJaLGb20a40b2Ba4pbp1Na7p4bDa20b2abaG0Sfg8Ua1Hg3aHf4a2KOb3Ba5bDa3b9a7b"
                    + "Aa3p2ap4a561p5a3pMa2p7aUp4a4Kp3aDRb2Lab27ab2a2ba2b2a2b4abCabab7ab21ab4a2b8ab7abSab4ab5aba3b7abAK"
                    + "a2bPabPabVabPabVabPabVabPabVabPab8a2d1IaG0p1Na4p1Ia8paEpaMp5apFa1AGp7apHa2p7ap2ap5a6Lb1Da3p7b7a2"
                    + "dAa4baBHb1Cp4dAa186b65aBp7a19b24p7ba4dAa156b4abRab2aba2babAab4ababa6ba4bababab3ab2aba2bababababa"
                    + "b2aba2b4ab7ab4ab4ababAabHa5b3ab5abHaA4u80aDu3aVubQa6bQa2u4v2bCv2bAa4ua2uAaIu1PxQguFaAuaKua2u9au4"
                    + "a9uDIw5u9Ua8u8Aa1Gu40a3KuCa2Lu1BaCu4a1Ou8aAu6a18u8aUu2IaCu1FauAau1LNa2g19MNa19g41LaBg6Ua2g5K2aEg"
                    + "79Ha30VgGUaM1F3paUp30a40p7Ga5VGG";

    private static final int PLAIN = 0x250;
    private static final int[] STARTS;
    private static final byte[] CLASSES;
    private static final byte[] OF_PLAIN = new byte[PLAIN];

    static {
        int[] starts = new int[RUNS.length()];
        byte[] classes = new byte[RUNS.length()];
        int runs = 0;
        int next = 0;
        for (int at = 0; at < RUNS.length(); ) {
            classes[runs] = (byte) (RUNS.charAt(at++) - 'a');
            starts[runs++] = next;
            int length = 0;
            while (at < RUNS.length() && RUNS.charAt(at) < 'a') {
                char digit = RUNS.charAt(at++);
                length = length * 32 + (digit <= '9' ? digit - '0' : digit - 'A' + 10);
            }
            next += Math.max(1, length);
        }
        STARTS = Arrays.copyOf(starts, runs);
        CLASSES = Arrays.copyOf(classes, runs);
        for (int character = 0; character < PLAIN; character++) {
            OF_PLAIN[character] = (byte) search(character);
        }
    }

    private WordClasses() {}

    /** Returns the class of a code point, 0 to {@value #COUNT} - 1. */
    static int of(int codePoint) {
        return codePoint < PLAIN ? OF_PLAIN[codePoint] : search(codePoint);
    }

    private static int search(int codePoint) {
        int at = Arrays.binarySearch(STARTS, codePoint);
        return CLASSES[at >= 0 ? at : -at - 2];
    }
}
