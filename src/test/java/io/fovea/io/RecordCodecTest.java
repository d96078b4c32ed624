package io.fovea.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.nn.AvgPool2d;
import io.fovea.nn.Border;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.DepthwiseConv2d;
import io.fovea.nn.Glorot;
import io.fovea.nn.Initializer;
import io.fovea.nn.Layer;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.Normal;
import io.fovea.nn.Registry;
import io.fovea.nn.Reshape;
import io.fovea.nn.Uniform;
import io.fovea.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Records as JSON, and what a file must not say. */
class RecordCodecTest {
  /** Every record with a name, and layers whose settings are all unusual. */
  static Stream<Record> records() {
    return Stream.of(
            Stream.of(Layer.class, Initializer.class, Border.class)
                .flatMap(kind -> Registry.all().prototypes(kind).stream()),
            Stream.of(
                Conv2d.of(6, 3, 5)
                    .stride(2, 3)
                    .padding(Border.of(1, 2, 3, 4))
                    .dilation(4, 5)
                    .groups(3)
                    .withoutBias()
                    .initializer(new Normal(0.5, 0.25)),
                DepthwiseConv2d.of(2, 3).multiplier(4).initializer(Glorot.normal()),
                MaxPool2d.of(3, 2).stride(1, 4).padding(Border.SAME).ceilMode(true),
                AvgPool2d.of(3).countIncludePad(true),
                Dense.of(7).withoutBias().initializer(new Uniform(-0.5, 0.75)),
                new Reshape(Shape.of(2, 3, 4))))
        .flatMap(stream -> stream);
  }

  @ParameterizedTest
  @MethodSource("records")
  void aRecordComesBackEqual(Record record) {
    Json json = Json.parse(RecordCodec.write(record).pretty());
    Class<?> kind =
        record instanceof Layer
            ? Layer.class
            : record instanceof Initializer ? Initializer.class : Border.class;
    assertEquals(record, RecordCodec.read(new JsonField(json, "x"), kind));
  }

  @Test
  void whatIsLeftOutIsUsual() {
    assertEquals(
        Conv2d.of(32, 3), read("{\"type\": \"conv2d\", \"filters\": 32, \"kh\": 3, \"kw\": 3}"));
    assertEquals(Dense.of(10), read("{\"type\": \"dense\", \"units\": 10}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\": \"nope\"} | layer.type | conv2d",
        "{\"type\": \"java.lang.Runtime\"} | layer.type | there are [adaptive_avg_pool2d,",
        "{\"type\": 3} | layer.type | must be a string",
        "{\"units\": 3} | layer | has no field 'type'",
        "\"nope\" | layer | is not the name of a layer",
        "[] | layer | must be an object",
        "{\"type\": \"dense\"} | layer | has no field 'units'",
        "{\"type\": \"dense\", \"units\": 1.5} | layer.units | must be an integer",
        "{\"type\": \"dense\", \"units\": 9999999999} | layer.units | must lie in",
        "{\"type\": \"dense\", \"units\": 0} | layer | units must be at least 1, got 0",
        "{\"type\": \"dense\", \"units\": 1, \"unit\": 2} | layer.unit | has no meaning",
        "{\"type\": \"dense\", \"units\": 1, \"bias\": 1} | layer.bias | true or false",
        "{\"type\": \"dense\", \"units\": 1, \"initializer\": \"sin\"} | layer.initializer | zeros",
        "{\"type\": \"dense\", \"units\": 1, \"initializer\": \"relu\"} | layer.initializer | zeros",
        "{\"type\": \"reshape\", \"item\": [2, 0]} | layer.item[1] | must lie in 1 to",
        "{\"type\": \"dropout\", \"rate\": 2} | layer | rate must lie in [0, 1)"
      })
  void aMistakeNamesItsPlace(String text, String place, String words) {
    FormatException e = assertThrows(FormatException.class, () -> read(text));
    assertTrue(e.getMessage().startsWith(place), e.getMessage());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  private static Layer read(String text) {
    return RecordCodec.read(new JsonField(Json.parse(text), "layer"), Layer.class);
  }

  private record Nameless() implements Layer {
    @Override
    public String kind() {
      return "nameless";
    }

    @Override
    public io.fovea.op.Value build(io.fovea.nn.Scope scope, List<io.fovea.op.Value> inputs) {
      return scope.only(inputs);
    }
  }

  private record Holder(Layer layer) {}

  @Test
  void aRecordWithoutANameIsNotWritten() {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> RecordCodec.write(new Holder(new Nameless())))
            .getMessage();
    assertTrue(message.contains("Nameless has no registered name"), message);
  }
}
