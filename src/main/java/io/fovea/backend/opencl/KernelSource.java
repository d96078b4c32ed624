package io.fovea.backend.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A {@code .cl} file: its name, as compiler messages show it, and its text.
 *
 * @param name file name without folders, as in {@code conv2d_forward.cl}
 * @param text the whole text
 */
public record KernelSource(String name, String text) {
  /** Reads kernels from a folder rather than from the jar, while they are being written. */
  static final String FOLDER_PROPERTY = "fovea.kernels.dir";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+\\.cl");

  public KernelSource {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "kernel file '" + name + "': expected letters, digits and _ with the ending .cl");
    }
  }

  /**
   * The kernel file of that name: from {@code -Dfovea.kernels.dir} if it is set and has it, else
   * the class-path resource {@code /kernels/NAME}.
   *
   * @throws IllegalArgumentException if there is no such file
   */
  public static KernelSource of(String name) {
    return of(KernelSource.class, name);
  }

  /**
   * As {@link #of(String)}, with the resource looked up beside {@code anchor}, a class of the jar
   * that has the kernel: the door for kernels that are not ours.
   */
  public static KernelSource of(Class<?> anchor, String name) {
    try {
      String folder = System.getProperty(FOLDER_PROPERTY);
      if (folder != null) {
        Path file = Path.of(folder, name);
        if (Files.isRegularFile(file)) {
          return new KernelSource(name, Files.readString(file));
        }
      }
      String resource = "/kernels/" + name;
      try (InputStream in = anchor.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalArgumentException(
              "kernel file '"
                  + name
                  + "': no resource "
                  + resource
                  + " beside "
                  + anchor.getName());
        }
        return new KernelSource(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("kernel file '" + name + "' cannot be read: " + e, e);
    }
  }
}
