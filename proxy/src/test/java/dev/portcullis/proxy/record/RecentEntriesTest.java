package dev.portcullis.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecentEntriesTest {
  private static final String LONG = "[{\"requirement\": \"é ".repeat(500);

  private final RecentEntries recent = new RecentEntries();

  @Test
  void decisionIsGivenBackWholeAndListsLeaveItsTraceOut() {
    RecordEntry entry = Entries.pull("d-1").held(LONG, text -> text);
    recent.add(entry);
    recent.add(entry.repeated(Entries.NOON, Entries.NOON, 7, 1));

    assertThat(recent.decision("d-1")).isEqualTo(Optional.of(entry));
    assertThat(recent.newestFirst()).extracting(RecordEntry::trace).containsOnly("");
    assertThat(recent.slice("", Long.MAX_VALUE, 1).entries().getFirst().pulls()).isEqualTo(7);
    assertThat(recent.decision("d-2")).isEmpty();
  }

  @Test
  void equalTextsAreHeldOnce() {
    for (String id : List.of("d-1", "d-2")) {
      recent.add(Entries.pull(id).held("", text -> new String(text.toCharArray())));
    }
    List<RecordEntry> held = recent.newestFirst();

    assertThat(held.get(0).image()).isSameAs(held.get(1).image());
    assertThat(held.get(0).reason()).isSameAs(held.get(1).reason());
    assertThat(held.get(0).evidence().getFirst()).isSameAs(held.get(1).evidence().getFirst());
    assertThat(held).extracting(RecordEntry::id).containsExactly("d-2", "d-1");
  }

  @Test
  void oldestLeavesWhenAllPlacesAreTaken() {
    for (int i = 0; i < RecentEntries.MOST + 1; i++) {
      recent.add(Entries.pull("d-" + i));
    }
    assertThat(recent.newestFirst()).hasSize(RecentEntries.MOST);
    assertThat(recent.decision("d-0")).isEmpty();
    assertThat(recent.decision("d-1")).isPresent();
  }
}
