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

  static Stream<CommandLine> commands() {
    return below(new CommandLine(new PortcullisCommand())).skip(1);
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::below));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandTeachesByAnExampleThatIsNotBrokenIntoLines(CommandLine command) {
    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    String name = command.getCommandSpec().qualifiedName();
    List<String> examples = List.of(command.getCommandSpec().usageMessage().footer());

    assertThat(examples).anyMatch(line -> line.contains(name));
    assertThat(examples).allSatisfy(line -> assertThat(line.length()).isLessThan(WIDTH));
  }
}
