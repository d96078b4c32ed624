package io.fovea.cli;

import picocli.CommandLine.IVersionProvider;

/** Version of Fovea, from the jar's manifest, and of the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "fovea " + (version == null ? "(not from a jar)" : version),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vm.name")
    };
  }
}
