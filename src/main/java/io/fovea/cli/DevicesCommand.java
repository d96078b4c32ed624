package io.fovea.cli;

import io.fovea.backend.Backend;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Devices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Lists the devices that there are. */
@Command(
    name = "devices",
    description = "List the devices that can run networks, best first.",
    mixinStandardHelpOptions = true)
final class DevicesCommand extends Reporting {
  @Override
  void run() {
    List<DeviceInfo> devices = Devices.list();
    List<Object> reports = new ArrayList<>();
    say("%-12s %-40s %-28s %5s %9s", "id", "name", "platform", "units", "memory");
    for (DeviceInfo info : devices) {
      reports.add(DeviceOptions.report(info));
      say(
          "%-12s %-40s %-28s %5d %9s",
          info.id(),
          shortened(info.name(), 40),
          shortened(info.platform(), 28),
          info.computeUnits(),
          gibibytes(info.memoryBytes()));
    }
    put("devices", reports);
    List<String> problems = new ArrayList<>();
    for (Backend backend : Devices.backends()) {
      backend.problems().forEach(problem -> problems.add(backend.name() + ": " + problem));
    }
    put("problems", problems);
    problems.forEach(problem -> say("%s", problem));
    if (!problems.isEmpty()) {
      say("'fovea doctor' says what mends it.");
    }
  }

  private static String shortened(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 2) + "..";
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / 0x1p30);
  }
}
