package io.fovea.data;

import static io.fovea.data.DataFiles.bytes;
import static io.fovea.data.DataFiles.concat;
import static io.fovea.data.DataFiles.gzip;
import static io.fovea.data.DataFiles.tar;
import static io.fovea.data.DataFiles.text;

import java.util.Arrays;
import java.util.stream.Stream;

/** The files of published sets, and paths, with damage of every kind. */
final class BadSets {
  private BadSets() {}

  private static BadFile cifar(String name, String where, String rule, Object... files) {
    return new BadFile("cifar10: " + name, Cifar10::load, BadFile.files(files), where, rule);
  }

  private static byte[] record(int label) {
    byte[] record = new byte[3073];
    record[0] = (byte) label;
    return record;
  }

  private static byte[] cifarTar(int... labels) {
    Object[] parts = new Object[2 * labels.length];
    for (int i = 0; i < labels.length; i++) {
      String name = i < 5 ? "data_batch_" + (i + 1) : i == 5 ? "test_batch" : "data_batch_1";
      parts[2 * i] = "cifar-10-batches-bin/" + name + ".bin";
      parts[2 * i + 1] = record(labels[i]);
    }
    return tar(parts);
  }

  static Stream<BadFile> cifar() {
    byte[] sound = cifarTar(1, 2, 3, 4, 5, 6);
    byte[] huge = sound.clone();
    System.arraycopy(text("77777777777"), 0, huge, 124, 11);
    byte[] sum = sound.clone();
    sum[0] ^= 1;
    return Stream.of(
        cifar(
            "missing files",
            ": ",
            "lacks data_batch_2.bin, data_batch_3.bin",
            "data_batch_1.bin",
            record(1)),
        cifar(
            "truncated",
            "/data_batch_1.bin: ",
            "has 3072 bytes; records of 3073 bytes",
            "data_batch_1.bin",
            new byte[3072]),
        cifar(
            "empty",
            "/data_batch_1.bin: ",
            "has 0 bytes; records of 3073",
            "data_batch_1.bin",
            new byte[0]),
        cifar(
            "label 10",
            "/data_batch_1.bin, byte 3073: ",
            "label 10 of image 1 is not in 0 to 9",
            "data_batch_1.bin",
            concat(record(9), record(10))),
        cifar(
            "a folder for a file",
            "/data_batch_1.bin: ",
            "is a folder, not a file",
            "data_batch_1.bin/x",
            text("x")),
        cifar(
            "archive: garbage",
            ": ",
            "is not a sound .tar.gz archive",
            "c.tar.gz*",
            text("garbage")),
        cifar("archive: empty", ": ", "is not a sound .tar.gz archive", "c.tar.gz*", new byte[0]),
        cifar(
            "archive: truncated",
            ": ",
            "is not a sound .tar.gz archive",
            "c.tar.gz*",
            Arrays.copyOf(gzip(sound), 80)),
        cifar(
            "archive: cut tar",
            ", byte ",
            "the archive ends without its closing blocks",
            "c.tar.gz*",
            gzip(Arrays.copyOf(sound, 6 * 4096))),
        cifar(
            "archive: checksum",
            ", byte 0: ",
            "is no tar archive: a header without its checksum",
            "c.tar.gz*",
            gzip(sum)),
        cifar(
            "archive: no tar",
            ", byte 0: ",
            "is no tar archive",
            "c.tar.gz*",
            gzip(new byte[] {1}, new byte[600])),
        cifar("archive: missing", ": ", "lacks data_batch_2.bin", "c.tar.gz*", gzip(cifarTar(1))),
        cifar(
            "archive: twice",
            ", entry 'cifar-10-batches-bin/data_batch_1.bin': ",
            "occurs twice",
            "c.tar.gz*",
            gzip(cifarTar(1, 2, 3, 4, 5, 6, 7))),
        cifar(
            "archive: label",
            ", entry 'cifar-10-batches-bin/data_batch_2.bin', byte 0: ",
            "label 77 of image 0",
            "c.tar.gz*",
            gzip(cifarTar(1, 77))),
        cifar(
            "archive: bomb",
            ", entry 'cifar-10-batches-bin/data_batch_1.bin': ",
            "records of 3073 bytes are expected, from 1 to 300000",
            "c.tar.gz*",
            gzip(tar("cifar-10-batches-bin/data_batch_1.bin", new byte[1 << 24]))),
        new BadFile(
            "cifar100: coarse label",
            p -> Cifar100.load(p, Cifar100.Labels.FINE),
            BadFile.files("train.bin", concat(new byte[] {20, 1}, new byte[3072])),
            "/train.bin, byte 0: ",
            "label 20 of image 0 is not in 0 to 19"),
        new BadFile(
            "cifar100: fine label",
            p -> Cifar100.load(p, Cifar100.Labels.COARSE),
            BadFile.files("train.bin", concat(new byte[] {19, 100}, new byte[3072])),
            "/train.bin, byte 1: ",
            "label 100 of image 0 is not in 0 to 99"),
        new BadFile(
            "cifar10: missing",
            Cifar10::load,
            BadFile.files("other", text("")),
            "/none.csv: ",
            "does not exist"));
  }

  static Stream<BadFile> idx() {
    byte[] images = bytes("00000803 00000002 00000001 00000001 0102");
    byte[] labels = bytes("00000801 00000002 0001");
    return Stream.of(
        new BadFile(
            "idx: one of four files",
            Mnist::load,
            BadFile.files("train-images-idx3-ubyte", images),
            ": ",
            "lacks train-labels-idx1-ubyte[.gz]"),
        new BadFile(
            "idx: label 10",
            Mnist::load,
            BadFile.files(
                "train-images-idx3-ubyte",
                images,
                "train-labels-idx1-ubyte",
                bytes("00000801 00000002 000a"),
                "t10k-images-idx3-ubyte",
                images,
                "t10k-labels-idx1-ubyte",
                labels),
            "/train-labels-idx1-ubyte, byte 9: ",
            "label 10 of example 1 is not in 0 to 9"),
        new BadFile(
            "idx: numbers differ",
            Mnist::load,
            BadFile.files(
                "train-images-idx3-ubyte",
                images,
                "train-labels-idx1-ubyte",
                bytes("00000801 00000001 00"),
                "t10k-images-idx3-ubyte",
                images,
                "t10k-labels-idx1-ubyte",
                labels),
            "/train-labels-idx1-ubyte, byte 4: ",
            "has 1 labels, train-images-idx3-ubyte has 2 images"),
        new BadFile(
            "idx: a folder for a file",
            Mnist::load,
            BadFile.files(
                "train-images-idx3-ubyte/x",
                images,
                "train-labels-idx1-ubyte",
                labels,
                "t10k-images-idx3-ubyte",
                images,
                "t10k-labels-idx1-ubyte",
                labels),
            "/train-images-idx3-ubyte: ",
            "is not a file"),
        new BadFile(
            "path: unknown kind",
            p -> DataSource.load(p.toString(), null),
            BadFile.files("a.txt*", text("x")),
            ": ",
            "is none of the files that data sets are loaded from"),
        new BadFile(
            "path: a size for a table",
            p ->
                DataSource.load(
                    p.toString(),
                    null,
                    new Loading(new ImageFolder.Size(2, 2), null, Cifar100.Labels.FINE, 0.5)),
            BadFile.files("a.csv*", text("1,2\n")),
            ": ",
            "images that are no picture files"),
        new BadFile(
            "path: nothing to hold out",
            p -> DataSource.load(p.toString(), null),
            BadFile.files("a.csv*", text("1,2\n")),
            ": ",
            "leaves one part empty"),
        new BadFile(
            "path: tables differ",
            p -> DataSource.load(p.toString(), null),
            BadFile.files("train.csv", text("1,2\n"), "test.csv", text("1,2,2,2,2\n")),
            "/test.csv: ",
            "has images [2, 2, 1], "));
  }
}
