package io.fovea.io;

import io.fovea.model.Model;
import io.fovea.nn.Layer;
import io.fovea.nn.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The architecture of a model as JSON: {@code inputs} with name and shape, {@code layers} with
 * name, type, settings and what they take, and {@code outputs}. A layer without {@code inputs}
 * takes what stands before it; one with {@code sharedWith} has the parameters of the layer of that
 * name. Names may be left out where nothing refers to them: a layer is then called {@code layer3}.
 */
public final class ModelCodec {
  /** More layers are refused: planning them all would take minutes. */
  private static final int MOST_LAYERS = 10_000;

  private ModelCodec() {}

  /**
   * The JSON of a model.
   *
   * @throws IllegalArgumentException if a layer has no {@linkplain Registry registered} name
   */
  public static Json write(Model model) {
    List<Json> inputs = new ArrayList<>();
    String before = "";
    for (Model.Entrance entrance : model.inputs()) {
      inputs.add(
          Json.object()
              .with("name", entrance.name())
              .with("shape", RecordCodec.writeShape(entrance.shape())));
      before = entrance.name();
    }
    List<Json> layers = new ArrayList<>();
    for (Model.Step step : model.steps()) {
      layers.add(write(step, before));
      before = step.name();
    }
    return Json.object()
        .with("inputs", inputs)
        .with("layers", layers)
        .with("outputs", model.outputs());
  }

  private static Json write(Model.Step step, String before) {
    if (!(step.layer() instanceof Record record) || Registry.all().of(record) == null) {
      throw new IllegalArgumentException(
          "save: %s is a %s, which has no registered name"
              .formatted(step.title(), step.layer().getClass().getName()));
    }
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("name", new Json.Text(step.name()));
    if (!step.scope().equals(step.name())) {
      fields.put("sharedWith", new Json.Text(step.scope()));
    }
    if (!step.inputs().equals(List.of(before))) {
      fields.put("inputs", Json.of(step.inputs()));
    }
    Json layer = RecordCodec.write(record);
    if (layer instanceof Json.Fields settings) {
      fields.putAll(settings.fields());
    } else {
      fields.put("type", layer);
    }
    return new Json.Fields(fields);
  }

  /**
   * The model that JSON describes.
   *
   * @throws FormatException naming the field that is wrong
   */
  public static Model read(JsonField json) {
    try {
      return model(json);
    } catch (IllegalArgumentException e) {
      throw new FormatException(json.path() + ": " + e.getMessage(), e);
    }
  }

  /**
   * The model in a JSON file: what {@link #write} gives, or an object with that as its field {@code
   * model}; if that has a {@code format} or a {@code version}, they must be those of an archive.
   *
   * @throws FormatException naming file and field
   * @throws UncheckedIOException if it cannot be read
   */
  public static Model read(Path file) {
    try {
      return FormatException.within(
          file.toString(),
          () -> {
            JsonField json = new JsonField(JsonModel.parse(file), "");
            JsonField model = json.optional("model");
            boolean isVersioned =
                json.optional("format") != null || json.optional("version") != null;
            if (model != null && isVersioned) {
              ModelArchive.requireVersion(json);
            }
            return read(model == null ? json : model);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read (" + e + ")", e);
    }
  }

  private static Model model(JsonField json) {
    json.requireOnly(Set.of("inputs", "layers", "outputs"));
    List<Model.Entrance> inputs = new ArrayList<>();
    String before = "";
    for (JsonField input : json.field("inputs").items()) {
      input.requireOnly(Set.of("name", "shape"));
      before = input.field("name").text();
      inputs.add(new Model.Entrance(before, RecordCodec.readShape(input.field("shape"))));
    }
    List<JsonField> layers = json.field("layers").items();
    if (layers.size() > MOST_LAYERS) {
      throw new FormatException(
          "%s has %,d layers, the most are %,d"
              .formatted(json.field("layers").path(), layers.size(), MOST_LAYERS));
    }
    List<Model.Step> steps = new ArrayList<>();
    for (JsonField layer : layers) {
      Model.Step step = step(layer, before, steps.size() + 1);
      steps.add(step);
      before = step.name();
    }
    JsonField ends = json.optional("outputs");
    return new Model(inputs, steps, ends == null ? List.of(before) : texts(ends));
  }

  private static Model.Step step(JsonField json, String before, int number) {
    JsonField given = json.optional("name");
    String name = given == null ? "layer" + number : given.text();
    JsonField shared = json.optional("sharedWith");
    JsonField inputs = json.optional("inputs");
    Map<String, Json> settings = new LinkedHashMap<>(json.fields());
    settings.keySet().removeAll(Set.of("name", "sharedWith", "inputs"));
    Layer layer =
        RecordCodec.read(new JsonField(new Json.Fields(settings), json.path()), Layer.class);
    return new Model.Step(
        name,
        shared == null ? name : shared.text(),
        layer,
        inputs == null ? List.of(before) : texts(inputs));
  }

  private static List<String> texts(JsonField json) {
    return json.items().stream().map(JsonField::text).toList();
  }
}
