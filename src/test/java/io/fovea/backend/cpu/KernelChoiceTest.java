package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which kernels a JVM takes, by its flags: each is asked in a JVM of its own. */
class KernelChoiceTest {
  /** Prints what the loops of this JVM are, and why they are not the Vector API's. */
  static final class Choice {
    public static void main(String[] arguments) {
      System.out.println(KernelChoice.best().description() + "; " + KernelChoice.refusal());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-Xint, interprets",
    "-XX:-UseFMA, no fused multiply-add",
    "-XX:TieredStopAtLevel=1, without its compiler C2",
    "-XX:MaxVectorSize=8, shorter than 128 bits",
  })
  void flagsThatLeaveNoFastVectors(String flag, String reason) throws Exception {
    String said = choiceOf(flag);
    assertTrue(said.startsWith("plain Java; ") && said.contains(reason), said);
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:MaxVectorSize=16, 128",
    "-Dfovea.cpu.bits=128, 128",
    "-Dfovea.cpu.bits=256, 256",
    "-Dfovea.cpu.bits=512, 512",
  })
  void flagsThatChooseTheWidth(String flag, int bits) throws Exception {
    assertEquals("Vector API, " + bits + " bits; null", choiceOf(flag));
  }

  /** A processor with AVX-512 can be told to be one with AVX2, or with less. */
  @Test
  void theInstructionsOfAnX86ProcessorChooseTheWidth() throws Exception {
    String level = KernelChoice.flag("UseAVX");
    assumeTrue(level != null && Integer.parseInt(level) >= 2, "no processor with AVX2");
    assertEquals("Vector API, 256 bits; null", choiceOf("-XX:UseAVX=2"));
    assertEquals("Vector API, 128 bits; null", choiceOf("-XX:UseAVX=1"));
  }

  private static String choiceOf(String flag) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", flag));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Choice.class.getName());
    Process process = new ProcessBuilder(command).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), printed);
    return printed.substring(printed.lastIndexOf('\n') + 1);
  }
}
