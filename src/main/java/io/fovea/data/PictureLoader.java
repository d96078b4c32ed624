package io.fovea.data;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Decodes many picture files into one array, on all processors. */
final class PictureLoader {
  /** Pictures that a thread takes at once. */
  private static final int CHUNK = 64;

  private final PictureFiles files;
  private final Shape image;
  private final boolean isResized;
  private final boolean isGreyAsked;
  private final String first;

  private PictureLoader(
      PictureFiles files, Shape image, boolean isResized, boolean isGreyAsked, String first) {
    this.files = files;
    this.image = image;
    this.isResized = isResized;
    this.isGreyAsked = isGreyAsked;
    this.first = first;
  }

  /**
   * For pictures as a folder wants them.
   *
   * @param first the picture whose size and channels count where none were asked for
   */
  static PictureLoader of(ImageFolder folder, PictureFiles files, String first) {
    ImageFolder.Size size = folder.size();
    Integer channels = folder.channels();
    try (PictureDecoder decoder = new PictureDecoder()) {
      PictureDecoder.Form form = decoder.form(files.place(first), files.bytes(first));
      Shape image =
          Shape.of(
              size == null ? form.height() : size.height(),
              size == null ? form.width() : size.width(),
              channels != null ? channels : form.isGrey() ? 1 : 3);
      return new PictureLoader(files, image, size != null, channels != null, first);
    }
  }

  /** Shape of every picture, {@code [h, w, c]}. */
  Shape image() {
    return image;
  }

  /** All pictures, {@code [n, h, w, c]}, U8. */
  Tensor load(List<String> paths) {
    long bytes = paths.size() * image.elements();
    if (bytes > ImageFolder.MOST_BYTES) {
      throw DataException.of(
          files.place(first),
          "%d pictures %s take %d bytes; the most that is loaded is %d, a smaller size would fit"
              .formatted(paths.size(), image, bytes, ImageFolder.MOST_BYTES));
    }
    byte[] pixels = new byte[(int) bytes];
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), 1 + paths.size() / CHUNK);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      AtomicInteger next = new AtomicInteger();
      AtomicInteger worst = new AtomicInteger(paths.size());
      List<Future<@Nullable Failure>> workers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        workers.add(executor.submit(() -> decode(paths, next, worst, pixels)));
      }
      Failure failure = null;
      for (Future<@Nullable Failure> worker : workers) {
        Failure found = worker.get();
        failure = failure == null || (found != null && found.at() < failure.at()) ? found : failure;
      }
      if (failure != null) {
        throw failure.exception();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("image folder: interrupted while loading", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("image folder: " + e.getCause(), e);
    } finally {
      executor.shutdownNow();
    }
    return Tensor.of(image.batched(paths.size()), pixels);
  }

  /** A picture that cannot be loaded, and its number. */
  private record Failure(int at, DataException exception) {}

  /** Takes chunks until there are none, or until one before them has failed. */
  private @Nullable Failure decode(
      List<String> paths, AtomicInteger next, AtomicInteger worst, byte[] pixels) {
    int item = (int) image.elements();
    try (PictureDecoder decoder = new PictureDecoder()) {
      while (true) {
        int from = next.getAndAdd(CHUNK);
        int to = Math.min(from + CHUNK, paths.size());
        if (from >= Math.min(worst.get(), paths.size())) {
          return null;
        }
        for (int i = from; i < to; i++) {
          try {
            decode(decoder, paths.get(i), pixels, i * item);
          } catch (DataException e) {
            worst.accumulateAndGet(i, Math::min);
            return new Failure(i, e);
          }
        }
      }
    }
  }

  private void decode(PictureDecoder decoder, String path, byte[] pixels, int at) {
    String place = files.place(path);
    decoder.decode(place, files.bytes(path), form -> require(form, place), image, pixels, at);
  }

  private void require(PictureDecoder.Form form, String place) {
    if (!isResized && (form.height() != image.dim(0) || form.width() != image.dim(1))) {
      throw DataException.of(
          place,
          "has %d x %d pixels, %s has %d x %d; pictures are of one size, or a size is asked for"
              .formatted(
                  form.width(), form.height(), files.place(first), image.dim(1), image.dim(0)));
    }
    if (!isGreyAsked && image.dim(2) == 1 && !form.isGrey()) {
      throw DataException.of(
          place,
          "is in colour, %s is grey; ask for 3 channels, or for 1".formatted(files.place(first)));
    }
  }
}
