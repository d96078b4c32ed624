package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.model.Sequential;
import io.fovea.nn.Border;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.Relu;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Adam;
import io.fovea.train.Fit;
import io.fovea.train.Trainer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which files are built together, and that a network therefore takes few programs. */
class KernelLibraryTest {
  @Test
  void onlyACpuDeviceBuildsFilesTogether() {
    assertEquals(List.of("relu.cl"), KernelLibrary.filesWith("relu.cl", KernelFamily.PORTABLE));
    assertEquals(
        List.of("max_pool2d.cl"), KernelLibrary.filesWith("max_pool2d.cl", KernelFamily.CPU));
    List<String> library = KernelLibrary.filesWith("relu.cl", KernelFamily.CPU);
    assertTrue(library.contains("relu.cl") && library.size() > 1, library.toString());
    assertEquals(library, KernelLibrary.filesWith("sum.cl", KernelFamily.CPU));
  }

  @Test
  void aKernelGetsTheMacrosThatItWants() {
    List<String> library = KernelLibrary.filesWith("relu.cl", KernelFamily.CPU);
    Macros all = KernelLibrary.macros(library, Macros.none());
    assertEquals(all.options(), KernelLibrary.macros(library, Macros.of("GROUP", 1)).options());
    assertEquals(
        all.options().replace("VEC=16", "VEC=4"),
        KernelLibrary.macros(library, Macros.of("VEC", 4)).options());
    Macros own = Macros.of("VEC", 4);
    assertEquals(own.options(), KernelLibrary.macros(List.of("max_pool2d.cl"), own).options());
  }

  /** Each takes a tenth of a second and more to build: what a cold start mostly consists of. */
  @Test
  void theReadmesNetworkTakesFewPrograms() {
    Shape image = Shape.of(28, 28, 1);
    var model =
        Sequential.of(
            image,
            Conv2d.of(32, 3).padding(Border.SAME),
            new Relu(),
            MaxPool2d.of(2),
            Conv2d.of(64, 3).padding(Border.SAME),
            new Relu(),
            MaxPool2d.of(2),
            new Flatten(),
            Dense.of(128),
            new Relu(),
            Dropout.of(0.5),
            Dense.of(10));
    var data =
        Dataset.of(
            Tensor.of(image.batched(64), new byte[64 * 28 * 28]),
            new int[64],
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
            Preprocessing.unit(image));
    try (ClDevice device = ClFixture.openWithoutCache()) {
      assumeTrue(device.target().family() == KernelFamily.CPU, "a GPU builds each file by itself");
      try (Trainer trainer = Trainer.of(model, device).optimizer(Adam.of(1e-3)).build()) {
        trainer.fit(data, Fit.epochs(1).batch(64));
        // The library and Adam's rule; a convolution and its weight gradient; two poolings; the
        // transforms of Winograd; two products, or three where a vector holds all ten classes.
        int products = device.target().device().floatWidth() >= 10 ? 3 : 2;
        assertEquals(7 + products, device.compiler().compiled());
        ClFixture.requireNoHeader(device);
      }
    }
  }
}
