package dev.portcullis.verify.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.x509.SubjectPattern;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustPolicyDocumentTest {
  private static final String STATEMENT =
      """
      {"name": "acme", "registryScopes": ["registry.acme.io/app"],
       "signatureVerification": {"level": "strict"},
       "trustStores": ["ca:acme"], "trustedIdentities": ["x509.subject: C=US, ST=WA, O=Acme"]}\
      """;

  private static String document(String... statements) {
    return "{\"version\": \"1.0\", \"trustPolicies\": [" + String.join(",", statements) + "]}";
  }

  private static TrustPolicyDocument parse(String json) throws MalformedException {
    return TrustPolicyDocument.parse(Bytes.utf8(json));
  }

  private static TrustPolicyStatement changed(String from, String to) throws MalformedException {
    assertThat(STATEMENT).contains(from);
    return parse(document(STATEMENT.replace(from, to))).statements().getFirst();
  }

  private static void refused(String json, String message) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> parse(json))
        .withMessageContaining(message);
  }

  private static void changeRefused(String from, String to, String message) {
    assertThat(STATEMENT).contains(from);
    refused(document(STATEMENT.replace(from, to)), message);
  }

  @Test
  void statementIsReadWhole() throws Exception {
    assertThat(parse(document(STATEMENT)).statements())
        .containsExactly(
            new TrustPolicyStatement(
                "acme",
                Set.of(RepositoryName.parse("registry.acme.io/app")),
                VerificationLevel.STRICT,
                VerifyTimestamp.ALWAYS,
                Set.of(new TrustStoreName(TrustStoreType.CA, "acme")),
                TrustedIdentities.ofSubjects(
                    List.of("C=US, ST=WA, O=Acme"), SubjectPattern.State.REQUIRED)));
  }

  @Test
  void exactScopeGoesBeforeTheWildcardAndNothingElseMatches() throws Exception {
    String any = STATEMENT.replace("registry.acme.io/app", "*").replace("\"acme\",", "\"any\",");
    TrustPolicyDocument both = parse(document(any, STATEMENT));
    assertThat(both.statementFor(RepositoryName.parse("registry.acme.io/app")))
        .map(TrustPolicyStatement::name)
        .contains("acme");
    assertThat(both.statementFor(RepositoryName.parse("registry.acme.io/app/sub")))
        .map(TrustPolicyStatement::name)
        .contains("any");
    TrustPolicyDocument one = parse(document(STATEMENT));
    for (String other :
        new String[] {
          "registry.acme.io/ap", "registry.acme.io/app/sub", "registry.acme.io:443/app"
        }) {
      assertThat(one.statementFor(RepositoryName.parse(other))).isEmpty();
    }
  }

  @Test
  void hostOfAScopeIsComparedWithoutCase() throws Exception {
    assertThat(changed("registry.acme.io/app", "Registry.Acme.IO:5000/app").scopes())
        .containsExactly(RepositoryName.parse("registry.acme.io:5000/app"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "2.0", "1", "", "1.0 "})
  void otherVersionIsRefused(String version) {
    refused(document(STATEMENT).replace("1.0", version), "'version' is");
  }

  @Test
  void emptyOrMissingListOfStatementsIsRefused() {
    refused(document(), "'trustPolicies' is empty");
    refused("{\"version\": \"1.0\"}", "'trustPolicies' is missing");
  }

  @Test
  void unknownMembersAreRefusedWithTheirPlace() {
    refused("{\"version\": \"1.0\", \"trustpolicies\": []}", "unknown member 'trustpolicies'");
    changeRefused(
        "\"name\"", "\"globalPolicy\": true, \"name\"", "'trustPolicies[0].globalPolicy'");
    changeRefused(
        "{\"level\"",
        "{\"levels\": 1, \"level\"",
        "'trustPolicies[0].signatureVerification.levels'");
  }

  @Test
  void duplicateMembersAreRefused() {
    changeRefused("\"name\"", "\"name\": \"a\", \"name\"", "not valid JSON");
  }

  @Test
  void namesMustBeUniqueAndNotEmpty() {
    changeRefused("\"acme\",", "\"\",", "'trustPolicies[0].name' is empty");
    refused(
        document(STATEMENT, STATEMENT.replace("registry.acme.io/app", "registry.acme.io/b")),
        "'trustPolicies[1].name': 'acme' stands twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|is missing or empty",
        "['*', 'registry.acme.io/app']|'*' stands beside other scopes",
        "['registry.acme.io/*']|is not a fully qualified repository",
        "['*.acme.io/app']|is not a fully qualified repository",
        "['registry.acme.io']|is not a fully qualified repository",
        "['https://registry.acme.io/app']|is not a fully qualified repository",
        "['registry.acme.io/app:v1']|is not a fully qualified repository",
        "['registry.acme.io/app@sha256:00']|is not a fully qualified repository",
        "['registry.acme.io/App']|is not a fully qualified repository",
        "['registry.acme.io/app', 'registry.acme.io/app']|stands twice",
        "[1]|not a string",
        "'*'|is not an array",
      })
  void malformedScopesAreRefused(String scopes, String message) {
    changeRefused("[\"registry.acme.io/app\"]", scopes.replace('\'', '"'), message);
  }

  @Test
  void scopeInTwoStatementsIsRefused() {
    refused(document(STATEMENT, STATEMENT.replace("\"acme\",", "\"b\",")), "stands twice");
    String any = STATEMENT.replace("registry.acme.io/app", "*");
    refused(document(any, any.replace("\"acme\",", "\"b\",")), "'*' stands in two statements");
  }

  @Test
  void levelsAreTheTableOfTheSpecification() {
    assertThat(VerificationLevel.STRICT.actions().values()).containsOnly(ValidationAction.ENFORCE);
    assertThat(VerificationLevel.PERMISSIVE.actions())
        .isEqualTo(
            Map.of(
                ValidationStep.INTEGRITY, ValidationAction.ENFORCE,
                ValidationStep.AUTHENTICITY, ValidationAction.ENFORCE,
                ValidationStep.EXPIRY, ValidationAction.LOG,
                ValidationStep.AUTHENTIC_TIMESTAMP, ValidationAction.LOG,
                ValidationStep.REVOCATION, ValidationAction.LOG));
    assertThat(VerificationLevel.AUDIT.actions())
        .isEqualTo(
            Map.of(
                ValidationStep.INTEGRITY, ValidationAction.ENFORCE,
                ValidationStep.AUTHENTICITY, ValidationAction.LOG,
                ValidationStep.EXPIRY, ValidationAction.LOG,
                ValidationStep.AUTHENTIC_TIMESTAMP, ValidationAction.LOG,
                ValidationStep.REVOCATION, ValidationAction.LOG));
    assertThat(VerificationLevel.SKIPPED.actions().values()).containsOnly(ValidationAction.SKIP);
  }

  @Test
  void overridesMakeALevelCustom() throws Exception {
    VerificationLevel level =
        changed(
                "{\"level\": \"strict\"}",
                "{\"level\": \"strict\", \"override\": {\"expiry\": \"log\", \"revocation\":"
                    + " \"skip\"}, \"verifyTimestamp\": \"afterCertExpiry\"}")
            .level();
    assertThat(level.name()).isEqualTo("custom");
    assertThat(level.action(ValidationStep.EXPIRY)).isEqualTo(ValidationAction.LOG);
    assertThat(level.action(ValidationStep.REVOCATION)).isEqualTo(ValidationAction.SKIP);
    assertThat(level.action(ValidationStep.AUTHENTICITY)).isEqualTo(ValidationAction.ENFORCE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'level': 'loose'}|'trustPolicies[0].signatureVerification.level' is 'loose'",
        "{}|level' is missing",
        "{'level': 'strict', 'override': {'integrity': 'log'}}|cannot be overridden",
        "{'level': 'strict', 'override': {'authenticity': 'skip'}}|cannot be skipped",
        "{'level': 'strict', 'override': {'expiry': 'skip'}}|cannot be skipped",
        "{'level': 'strict', 'override': {'authenticTimestamp': 'skip'}}|cannot be skipped",
        "{'level': 'strict', 'override': {'expiry': 'warn'}}|not enforce, log or skip",
        "{'level': 'strict', 'override': {'Expiry': 'log'}}|unknown member",
        "{'level': 'strict', 'override': {'expiry': 1}}|is not a string",
        "{'level': 'strict', 'verifyTimestamp': 'never'}|not always or afterCertExpiry",
      })
  void malformedVerificationIsRefused(String verification, String message) {
    changeRefused("{\"level\": \"strict\"}", verification.replace('\'', '"'), message);
  }

  private static String skip(String scope, String rest) {
    return """
    {"name": "open", "registryScopes": ["%s"], "signatureVerification": {"level": "skip"}%s}\
    """
        .formatted(scope, rest);
  }

  @Test
  void skipListsNothing() throws Exception {
    TrustPolicyStatement statement =
        parse(document(skip("registry.acme.io/open", ""))).statements().getFirst();
    assertThat(statement.level().isSkip()).isTrue();
    assertThat(statement.stores()).isEmpty();
    refused(
        document(skip("registry.acme.io/open", ", \"trustStores\": [\"ca:acme\"]")),
        "must list no stores and no identities");
    refused(
        document(skip("registry.acme.io/open", ", \"trustedIdentities\": [\"*\"]")),
        "must list no stores and no identities");
  }

  @Test
  void skipCannotBeOverridden() {
    refused(
        document(skip("registry.acme.io/open", ""))
            .replace("\"skip\"", "\"skip\", \"override\": {\"expiry\": \"log\"}"),
        "level skip, which cannot be changed");
  }

  /** Section 9, row "skip with *": notation lets it pass. */
  @Test
  void skipForEverythingIsRefused() {
    refused(document(skip("*", "")), "'*' must not skip verification");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|'trustPolicies[0].trustStores' is missing or empty",
        "['acme']|not of the form TYPE:NAME",
        "['root:acme']|is not ca, signingAuthority or tsa",
        "['CA:acme']|is not ca, signingAuthority or tsa",
        "['ca:']|must consist of letters",
        "['ca:a/b']|must consist of letters",
        "['ca:.']|must consist of letters",
        "['ca:..']|must consist of letters",
        "['ca:ä']|must consist of letters",
      })
  void malformedStoresAreRefused(String stores, String message) {
    changeRefused("[\"ca:acme\"]", stores.replace('\'', '"'), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|no identity is listed",
        "['*', 'x509.subject: C=US,ST=WA,O=Acme']|'*' stands beside other identities",
        "['']|not of the form x509.subject",
        "['C=US,ST=WA,O=Acme']|not of the form x509.subject",
        "['x509.subject:']|not of the form x509.subject",
        "['x509.subject: C=US,ST=WA']|has no O",
        "['x509.subject: C=US,ST=WA,O=#00']|hexadecimal values are not accepted",
        "['x509.subject: C=US,ST=WA,O=Acme','x509.subject: C=US,ST=WA,O=Acme,OU=a']|overlap",
        "['x509.subject: C=US,ST=WA,O=Acme','x509.subject: C=US,ST=WA,O=Acme']|overlap",
        "['acme:x','acme:x']|stands twice",
      })
  void malformedIdentitiesAreRefused(String identities, String message) {
    changeRefused(
        "[\"x509.subject: C=US, ST=WA, O=Acme\"]", identities.replace('\'', '"'), message);
  }

  @Test
  void identitiesWithAnotherPrefixTrustNoSubject() throws Exception {
    TrustedIdentities identities =
        changed("x509.subject: C=US, ST=WA, O=Acme", "arn:aws:signer:us-west-2:1:/x").identities();
    assertThat(identities.subjects()).isEmpty();
    assertThat(identities.others()).containsExactly("arn:aws:signer:us-west-2:1:/x");
    assertThat(identities.anyone()).isFalse();
  }
}
