package io.fovea.backend.cpu;

import java.util.Arrays;

/**
 * Channels of images, each as planes of its own, so that neighbouring outputs read neighbouring
 * elements: output {@code (row, column)} has number {@code row * pitch + column}, and what its tap
 * reads of a channel lies at that number plus an offset. With strides, the rows and columns that
 * the outputs skip are planes of their own. Padding is there as zeros.
 */
final class Planes {
  private final CpuTensor source;
  private final int height;
  private final int width;
  private final int pixel;
  private final Taps taps;
  private final int channels;
  private final int firstH;
  private final int firstW;

  /** Rows that the last tap of an output reads behind those of the first. */
  private final int reach;

  private final int phasesH;
  private final int phasesW;
  private final int planeRows;
  private final int pitch;

  /**
   * @param source images {@code [.., height, width, pixel]}
   * @param channels how many channels are read
   * @param rows most rows of outputs that are computed at a time
   */
  Planes(CpuTensor source, int channels, Taps taps, int rows) {
    this.source = source;
    this.height = source.type().shape().dim(1);
    this.width = source.type().shape().dim(2);
    this.pixel = source.type().shape().dim(3);
    this.taps = taps;
    this.channels = channels;
    this.firstH = taps.firstH();
    this.firstW = taps.firstW();
    this.reach = (taps.spanH() - 1) / taps.strideH();
    this.phasesH = Math.min(taps.strideH(), taps.spanH());
    this.phasesW = Math.min(taps.strideW(), taps.spanW());
    this.planeRows = rows + reach;
    this.pitch = pitch(taps);
  }

  /** Numbers from the first output of a row to that of the next. */
  static int pitch(Taps taps) {
    return taps.columns() + (taps.spanW() - 1) / taps.strideW();
  }

  /** The number of the last output of so many rows, plus one. */
  int outputs(int rows) {
    return (rows - 1) * pitch + taps.columns();
  }

  int pitch() {
    return pitch;
  }

  /** Elements that the planes take, but for what outputs behind the last one read. */
  long elements() {
    return (long) channels * channelElements();
  }

  private int channelElements() {
    return phasesH * phasesW * planeRows * pitch;
  }

  /** Offsets of what is read by an output, tap after tap and channel after channel. */
  int[] offsets() {
    int[] offsets = new int[taps.count() * channels];
    for (int i = 0; i < offsets.length; i++) {
      int h = taps.h()[i / channels] - taps.firstH();
      int w = taps.w()[i / channels] - taps.firstW();
      int phase = h % taps.strideH() * phasesW + w % taps.strideW();
      int row = phase * planeRows + h / taps.strideH();
      offsets[i] = i % channels * channelElements() + row * pitch + w / taps.strideW();
    }
    return offsets;
  }

  /**
   * Fills planes with what the outputs of some rows read.
   *
   * @param channel first channel that is read
   * @param row first row of outputs
   * @param rows how many
   */
  void fill(int image, int channel, int row, int rows, float[] planes, int at) {
    int filled = rows + reach;
    for (int phaseH = 0; phaseH < phasesH; phaseH++) {
      for (int i = 0; i < filled; i++) {
        int sourceRow = (row + i) * taps.strideH() + firstH + phaseH;
        for (int phaseW = 0; phaseW < phasesW; phaseW++) {
          int to = at + ((phaseH * phasesW + phaseW) * planeRows + i) * pitch;
          fillRow(image, channel, sourceRow, phaseW, planes, to);
        }
      }
    }
  }

  private void fillRow(int image, int channel, int row, int phase, float[] planes, int at) {
    int column = firstW + phase;
    boolean isInside = row >= 0 && row < height;
    int first = isInside ? Math.min(pitch, taps.reaching(0, column)) : pitch;
    int end = isInside ? Math.max(first, Math.min(pitch, taps.reaching(width, column))) : pitch;
    for (int c = 0; c < channels; c++) {
      int plane = at + c * channelElements();
      Arrays.fill(planes, plane, plane + first, 0f);
      Arrays.fill(planes, plane + end, plane + pitch, 0f);
    }
    int step = taps.strideW() * pixel;
    int from = ((image * height + row) * width + column) * pixel + first * step + channel;
    Interleaving.split(
        source.floats(),
        source.at() + from,
        step,
        end - first,
        channels,
        planes,
        at + first,
        channelElements());
  }
}
