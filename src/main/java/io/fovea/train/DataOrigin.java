package io.fovea.train;

import io.fovea.data.Cifar100;
import io.fovea.data.DataSource;
import io.fovea.data.ImageFolder;
import io.fovea.data.Loading;
import io.fovea.io.Json;
import io.fovea.io.JsonField;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the examples of a training come from, so that a resumed one can take the same: an archive
 * keeps it with the other settings.
 *
 * @param source the name of a data set, or an absolute path; see {@link DataSource#load(String,
 *     Path, Loading)}
 * @param folder the absolute path of the folder with the files of a named set, or null
 * @param loading how they are loaded
 * @param examples how many there are to learn from
 */
public record DataOrigin(String source, @Nullable Path folder, Loading loading, int examples) {
  /**
   * The origin of the examples of a training that was {@linkplain Trainer#save saved}; null if it
   * was not {@linkplain Trainer#origin(DataOrigin) said}.
   *
   * @throws io.fovea.io.FormatException if the archive is broken
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static @Nullable DataOrigin load(Path archive) {
    return TrainerArchive.origin(archive);
  }

  Json write() {
    ImageFolder.Size size = loading.size();
    return Json.object()
        .with("source", source)
        .with("folder", folder == null ? null : folder.toString())
        .with("height", size == null ? null : size.height())
        .with("width", size == null ? null : size.width())
        .with("channels", loading.channels())
        .with("labels", loading.labels().name().toLowerCase(Locale.ROOT))
        .with("holdout", loading.holdout())
        .with("examples", examples);
  }

  static DataOrigin read(JsonField json) {
    json.requireOnly(
        Set.of("source", "folder", "height", "width", "channels", "labels", "holdout", "examples"));
    JsonField folder = json.optional("folder");
    JsonField height = json.optional("height");
    JsonField channels = json.optional("channels");
    try {
      ImageFolder.Size size =
          height == null
              ? null
              : new ImageFolder.Size(
                  height.integer(1, Integer.MAX_VALUE),
                  json.field("width").integer(1, Integer.MAX_VALUE));
      Loading loading =
          new Loading(
              size,
              channels == null ? null : channels.integer(1, 3),
              Cifar100.Labels.valueOf(json.field("labels").text().toUpperCase(Locale.ROOT)),
              json.field("holdout").real());
      return new DataOrigin(
          json.field("source").text(),
          folder == null ? null : Path.of(folder.text()),
          loading,
          json.field("examples").integer(1, Integer.MAX_VALUE));
    } catch (InvalidPathException e) {
      throw json.error("has no usable folder");
    } catch (IllegalArgumentException e) {
      throw json.error("is wrong (" + e.getMessage() + ")");
    }
  }
}
