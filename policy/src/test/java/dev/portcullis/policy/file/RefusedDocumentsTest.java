package dev.portcullis.policy.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusedDocumentsTest {
  @ParameterizedTest
  @MethodSource("cases")
  void documentIsRefusedWithItsProblems(RefusedDocuments.Case one) {
    assertThatThrownBy(() -> RefusedDocuments.read(one.yaml()))
        .isInstanceOf(DocumentException.class)
        .hasMessage(one.problems());
  }

  @Test
  void everyCaseIsRead() {
    assertThat(cases()).hasSizeGreaterThan(45).extracting(Object::toString).doesNotHaveDuplicates();
  }

  static List<RefusedDocuments.Case> cases() {
    return RefusedDocuments.all();
  }
}
