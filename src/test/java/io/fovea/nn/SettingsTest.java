package io.fovea.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting of a layer or an initialiser that is a number must be one. */
class SettingsTest {
  /** A component of a registered record. */
  private record Setting(Record prototype, int index) {
    @Override
    public String toString() {
      return prototype.getClass().getSimpleName() + "." + component().getName();
    }

    RecordComponent component() {
      return prototype.getClass().getRecordComponents()[index];
    }

    /** Makes the record anew with another value for this setting. */
    void set(double value) throws ReflectiveOperationException {
      RecordComponent[] components = prototype.getClass().getRecordComponents();
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = i == index ? value : components[i].getAccessor().invoke(prototype);
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      prototype.getClass().getDeclaredConstructor(types).newInstance(values);
    }
  }

  static Stream<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    for (Class<?> kind : List.of(Layer.class, Initializer.class)) {
      for (Record prototype : Registry.all().prototypes(kind)) {
        RecordComponent[] components = prototype.getClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
          if (components[i].getType() == double.class || components[i].getType() == Double.class) {
            settings.add(new Setting(prototype, i));
          }
        }
      }
    }
    return settings.stream();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void mustBeFinite(Setting setting) throws ReflectiveOperationException {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Throwable cause = null;
      try {
        setting.set(bad);
      } catch (InvocationTargetException e) {
        cause = e.getCause();
      }
      assertTrue(cause instanceof IllegalArgumentException, setting + " = " + bad + ": " + cause);
      assertTrue(cause.getMessage().contains(String.valueOf(bad)), cause.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void usualOnesAreTaken(Setting setting) throws ReflectiveOperationException {
    Object usual = setting.component().getAccessor().invoke(setting.prototype());
    if (usual instanceof Double value) {
      setting.set(value);
      assertEquals(value, usual);
    }
  }
}
