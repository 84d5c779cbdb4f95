package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What every command says of itself. */
class HelpTest {
  private static final int WIDTH = 80;

  static Stream<String> commands() {
    return below(new CommandLine(new PortcullisCommand())).filter(name -> !name.isEmpty());
  }

  private static Stream<String> below(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName().replaceFirst("^portcullis ?", "");
    return Stream.concat(
        Stream.of(name), command.getSubcommands().values().stream().flatMap(HelpTest::below));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandTeachesByAnExampleThatIsNotBrokenIntoLines(String name) {
    CommandLine command = new CommandLine(new PortcullisCommand());
    for (String word : name.split(" ", -1)) {
      command = command.getSubcommands().get(word);
    }
    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    List<String> examples = List.of(command.getCommandSpec().usageMessage().footer());

    assertThat(examples).anyMatch(line -> line.contains("portcullis " + name));
    assertThat(examples).allSatisfy(line -> assertThat(line.length()).isLessThan(WIDTH));
  }
}
