package dev.portcullis.verify.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.io.IOException;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectPatternTest {
  private static final String ACME = "C=US, ST=WA, O=Acme";

  private static SubjectPattern pattern(String text) throws MalformedException {
    return SubjectPattern.parse(text, SubjectPattern.State.REQUIRED);
  }

  private static DistinguishedName subject(String text) throws MalformedException {
    return subject(new X500Name(text));
  }

  private static DistinguishedName subject(X500Name name) throws MalformedException {
    try {
      return DistinguishedName.parse(Bytes.wrap(name.getEncoded("DER")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void refused(String text, String message) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> pattern(text))
        .withMessageContaining(message);
  }

  @Test
  void subsetOfTheSubjectMatches() throws Exception {
    assertThat(pattern(ACME).matches(subject("CN=release,OU=Security,O=Acme,L=Seattle,ST=WA,C=US")))
        .isTrue();
  }

  @Test
  void orderDoesNotMatter() throws Exception {
    assertThat(pattern("O=Acme,C=US,ST=WA").matches(subject("C=US,ST=WA,O=Acme"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C=US,ST=WA,O=acme",
        "C=US,ST=WA,O=Acme Inc",
        "C=US,ST=OR,O=Acme",
        "C=US,O=Acme",
        "C=US,ST=WA,OU=Acme",
      })
  void otherOrMissingValueDoesNotMatch(String subject) throws Exception {
    assertThat(pattern(ACME).matches(subject(subject))).isFalse();
  }

  @Test
  void stateMayBeWrittenS() throws Exception {
    assertThat(pattern("C=US,S=WA,O=Acme")).isEqualTo(pattern(ACME));
  }

  @Test
  void stateWrittenTwiceByBothNamesIsRefused() {
    refused("C=US,S=WA,ST=WA,O=Acme", "has ST more than once");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ST=WA,O=Acme|has no C",
        "C=US,O=Acme|has no ST (or S)",
        "C=US,ST=WA|has no O",
        "C=US,ST=WA,O=|the value of O is empty",
        "C=US,ST=WA,O=Acme,O=Acme|has O more than once",
        "C=US,ST=WA,O=Acme+OU=x|multi-valued",
        "C=US,ST=WA,O=Acme,X=y|attribute 'X' is not one of",
        "C=US,ST=WA,O=Acme,c=us|attribute 'c' is not one of",
        "C=US,ST=WA,O=Acme,2.5.4.11=x|is not one of",
        "C=US;ST=WA;O=Acme|must be escaped",
        "C=US,ST=WA,O=\"Acme\"|must be escaped",
        "C=US,ST=WA,O=Ac<me|must be escaped",
        "C=US,ST=WA,O=Acme,|not of the form TYPE=value",
        "C=US,ST=WA,Acme|not of the form TYPE=value",
        "C=US,ST=WA,O=Ac\\me|an escape is wrong",
        "C=US,ST=WA,O=Acme\\|an escape is wrong",
        "C=US,ST=WA,O=\\ff|is not UTF-8",
      })
  void malformedNameIsRefused(String text, String message) {
    refused(text, message);
  }

  /** CVE-2023-25656, GHSA-87x9-7grx-m28v. */
  @ParameterizedTest
  @ValueSource(strings = {"#", "#0500", " #3084ffffffff", "#zz"})
  void cve202325656HexadecimalValueIsRefusedUnparsed(String value) {
    refused("C=US,ST=WA,O=" + value, "hexadecimal values are not accepted");
  }

  /** CVE-2023-25656: the name itself is bounded, too. */
  @Test
  void cve202325656LongNameIsRefused() {
    refused("C=US,ST=WA,O=" + "a".repeat(2048), "longer than 2048");
  }

  @Test
  void halfOfACharacterIsRefused() {
    refused("C=US,ST=WA,O=\ud800", "half a character");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Acme\\, Inc.|Acme, Inc.",
        "Acme\\; Co|Acme; Co",
        "Acme\\\\Co|Acme\\Co",
        "\\#1|#1",
        "a\\=b=c|a=b=c",
        "M\\C3\\BCller|Müller",
        "日本|日本",
      })
  void escapesAreUndone(String written, String value) throws Exception {
    assertThat(pattern("C=US,ST=WA,O=" + written).attributes()).containsEntry("2.5.4.10", value);
  }

  @Test
  void onlyEscapedSpaceAtTheEdgesCounts() throws Exception {
    assertThat(pattern("C = US, ST=WA,  O=  Acme  ").attributes())
        .containsEntry("2.5.4.10", "Acme");
    assertThat(pattern("C=US,ST=WA,O=\\ Acme\\ ").attributes()).containsEntry("2.5.4.10", " Acme ");
  }

  @Test
  void leafWithTwoUnitsMatchesWhereThePatternNamesNone() throws Exception {
    assertThat(pattern(ACME).matches(subject("OU=a,OU=b,O=Acme,ST=WA,C=US"))).isTrue();
  }

  @Test
  void leafWithTwoUnitsDoesNotMatchEitherOfThem() throws Exception {
    assertThat(pattern(ACME + ",OU=a").matches(subject("OU=a,OU=b,O=Acme,ST=WA,C=US"))).isFalse();
    assertThat(pattern(ACME + ",OU=a").matches(subject("OU=a,OU=a,O=Acme,ST=WA,C=US"))).isFalse();
  }

  @Test
  void namedAttributeInAMultiValuedPartDoesNotMatch() throws Exception {
    assertThat(pattern(ACME).matches(subject("O=Acme+OU=a,ST=WA,C=US"))).isFalse();
    assertThat(pattern(ACME).matches(subject("CN=x+OU=a,O=Acme,ST=WA,C=US"))).isTrue();
  }

  @Test
  void leafWithoutStateMatchesOnlyWhereThePatternMayOmitIt() throws Exception {
    DistinguishedName leaf = subject("UID=1,CN=x,O=Acme,C=US");
    assertThat(SubjectPattern.parse("C=US,O=Acme", SubjectPattern.State.OPTIONAL).matches(leaf))
        .isTrue();
    refused("C=US,O=Acme", "has no ST");
  }

  @Test
  void valueOfAnotherAsn1TypeMatchesNothing() throws Exception {
    X500Name name =
        new X500NameBuilder()
            .addRDN(BCStyle.C, new DERUTF8String("US"))
            .addRDN(BCStyle.ST, new DERUTF8String("WA"))
            .addRDN(BCStyle.O, new DERBitString(new byte[] {1}))
            .build();
    assertThat(pattern("C=US,ST=WA,O=\\#0302000\\31").matches(subject(name))).isFalse();
    assertThat(subject(name).toString()).isEqualTo("O=#...,ST=WA,C=US");
  }

  @Test
  void subsetsAreRecognised() throws Exception {
    assertThat(pattern(ACME).isSubsetOf(pattern(ACME + ",OU=a"))).isTrue();
    assertThat(pattern(ACME + ",OU=a").isSubsetOf(pattern(ACME))).isFalse();
    assertThat(pattern(ACME + ",OU=a").isSubsetOf(pattern(ACME + ",OU=b"))).isFalse();
  }

  @Test
  void bytesThatAreNoNameAreRefused() {
    for (byte[] der : new byte[][] {{}, {0x30}, {0x30, 2, 5, 0}, {0x30, 0, 0}, {0x04, 0}}) {
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> DistinguishedName.parse(Bytes.wrap(der)));
    }
  }
}
