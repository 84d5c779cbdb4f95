package dev.portcullis.policy.condition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.portcullis.oci.Limits;
import dev.portcullis.policy.PatternSize;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The one environment that conditions are compiled and run in: CEL's own functions, but for {@code
 * matches}, which here refuses patterns that would grow too large, since the pattern may come out
 * of a predicate, and {@code contains}, which is bounded likewise.
 */
final class CelEnvironment {
  private static final int DEPTH = 64;
  private static final int NODES = 2_000;
  private static final int REMEMBERED_PATTERNS = 256;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(Limits.CONDITION_LENGTH)
          .maxParseRecursionDepth(DEPTH)
          .maxParseExpressionNodeCount(NODES)
          .comprehensionMaxIterations(Limits.CONDITION_STEPS)
          .enableHeterogeneousNumericComparisons(true)
          .build();

  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();
  private static final Map<Scope, CelCompiler> COMPILERS = compilers();
  private static final CelRuntime RUNTIME = runtime();
  private static final LongAdder COMPILED = new LongAdder();

  private CelEnvironment() {}

  /** The program of a condition. */
  static CelRuntime.Program program(String text, Scope scope)
      throws CelValidationException, CelEvaluationException {
    COMPILED.increment();
    CelCompiler compiler = COMPILERS.getOrDefault(scope, compiler(scope));
    return RUNTIME.createProgram(compiler.compile(text).getAst());
  }

  /** How many programs were asked for since the start, those that could not be made included. */
  static long compiled() {
    return COMPILED.sum();
  }

  private static Map<Scope, CelCompiler> compilers() {
    Map<Scope, CelCompiler> compilers = new EnumMap<>(Scope.class);
    for (Scope scope : Scope.values()) {
      compilers.put(scope, compiler(scope));
    }
    return compilers;
  }

  private static CelCompiler compiler(Scope scope) {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardDeclarations(
                CelStandardDeclarations.newBuilder()
                    .excludeFunctions(
                        CelStandardDeclarations.StandardFunction.MATCHES,
                        CelStandardDeclarations.StandardFunction.CONTAINS)
                    .build())
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addFunctionDeclarations(
                CelFunctionDecl.newFunctionDeclaration(
                    "contains",
                    CelOverloadDecl.newMemberOverload(
                        "contains_string", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                    "matches",
                    CelOverloadDecl.newMemberOverload(
                        "matches_string", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING),
                    CelOverloadDecl.newGlobalOverload(
                        "matches", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)))
            .setResultType(SimpleType.BOOL);
    scope.variables().forEach(builder::addVar);
    return builder.build();
  }

  private static CelRuntime runtime() {
    return CelRuntimeFactory.legacyCelRuntimeBuilder()
        .setOptions(OPTIONS)
        .setStandardEnvironmentEnabled(false)
        .setStandardFunctions(
            CelStandardFunctions.newBuilder()
                .excludeFunctions(
                    CelStandardFunctions.StandardFunction.MATCHES,
                    CelStandardFunctions.StandardFunction.CONTAINS)
                .build())
        .addFunctionBindings(
            CelFunctionBinding.from(
                "contains_string", String.class, String.class, CelEnvironment::contains),
            CelFunctionBinding.from(
                "matches_string", String.class, String.class, CelEnvironment::matches),
            CelFunctionBinding.from("matches", String.class, String.class, CelEnvironment::matches))
        .build();
  }

  /** Looking for a text in another may take as much as both lengths multiplied. */
  private static Object contains(String text, String part) throws CelEvaluationException {
    if (!Work.allows(Work.ofFinding(text, part))) {
      throw new CelEvaluationException("the texts are too long for 'contains'");
    }
    return text.contains(part);
  }

  private static Object matches(String text, String expression) throws CelEvaluationException {
    Pattern known = PATTERNS.get(expression);
    Pattern pattern = known == null ? compile(expression) : known;
    if (known == null) {
      if (PATTERNS.size() >= REMEMBERED_PATTERNS) {
        PATTERNS.clear();
      }
      PATTERNS.put(expression, pattern);
    }
    if (!Work.allows(Work.ofMatching(text, expression))) {
      throw new CelEvaluationException("the text is too long for the pattern");
    }
    return pattern.matcher(text).find();
  }

  private static Pattern compile(String expression) throws CelEvaluationException {
    if (PatternSize.of(expression) > Limits.PATTERN_INSTRUCTIONS) {
      throw new CelEvaluationException("the pattern is too large");
    }
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new CelEvaluationException("not a pattern: " + e.getDescription(), e);
    }
  }
}
