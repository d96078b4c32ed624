package io.fovea.data;

import static io.fovea.data.DataFiles.npy;
import static io.fovea.data.DataFiles.text;
import static io.fovea.data.DataFiles.zip;

import java.util.stream.Stream;

/** Tables and arrays with damage of every kind. */
final class BadTables {
  private BadTables() {}

  private static BadFile csv(String name, String content, String where, String rule) {
    return new BadFile(
        "csv: " + name, CsvImages::load, BadFile.files("t.csv*", text(content)), where, rule);
  }

  static Stream<BadFile> csv() {
    String head = "label,a,b,c,d\n";
    String sound = "1,2,3,4,5\n";
    return Stream.of(
        csv("empty", "", ": ", "is empty"),
        csv("only a header", head, ": ", "has a header and no row after it"),
        csv(
            "missing cell",
            head + sound + "1,2,3,4\n",
            ", row 3, column 5: ",
            "has 4 cells, row 1"),
        csv(
            "extra cell",
            head + "1,2,3,4,5,6\n",
            ", row 2, column 6: ",
            "has 6 cells, row 1 has 5"),
        csv(
            "truncated row",
            head + sound + "1,2",
            ", row 3, column 3: ",
            "has 2 cells, row 1 has 5"),
        csv(
            "no number",
            head + "1,2,x,4,5\n",
            ", row 2, column 3: ",
            "must be a whole number from 0 to 255, got 'x'"),
        csv(
            "no number in the first row",
            "1,2,x,4,5\n",
            ", row 1, column 3: ",
            "a pixel must be a whole number from 0 to 255, got 'x'"),
        csv(
            "empty cell",
            head + "1,2,,4,5\n",
            ", row 2, column 3: ",
            "must be a whole number from 0 to 255, got ''"),
        csv("fraction", head + "1,2,0.5,4,5\n", ", row 2, column 3: ", "got '0.5'"),
        csv("NaN", head + "1,2,NaN,4,5\n", ", row 2, column 3: ", "got 'NaN'"),
        csv("pixel 256", head + "1,2,3,256,5\n", ", row 2, column 4: ", "from 0 to 255, got '256'"),
        csv("pixel -1", head + "1,-1,3,6,5\n", ", row 2, column 2: ", "from 0 to 255, got '-1'"),
        csv(
            "huge pixel",
            head + "1,99999999999,3,6,5\n",
            ", row 2, column 2: ",
            "got '99999999999'"),
        csv(
            "label -1",
            head + "-1,1,3,6,5\n",
            ", row 2, column 1: ",
            "a label must be a whole number from 0 to 65535, got '-1'"),
        csv(
            "label too large",
            head + "65536,1,3,6,5\n",
            ", row 2, column 1: ",
            "from 0 to 65535, got '65536'"),
        csv("empty row", head + sound + "\n" + sound, ", row 3: ", "is empty, but others follow"),
        csv("no square", "label,a,b\n1,2,3\n", ", row 1: ", "has 3 columns; a square picture"),
        csv(
            "label by another name",
            "class,a,b,c,d\n1,2,3,4,5\n",
            ", row 1: ",
            "and a label, whose column, the first or last, is called 'label'"),
        csv(
            "semicolons",
            "label;a;b;c;d\n1;2;3;4;5\n",
            ", row 1: ",
            "columns are separated by commas, not by semicolons"),
        csv("tabs", "1\t2\t3\t4\t5\n", ", row 1: ", "separated by commas, not by tabs"),
        csv("no labels", "a,b,c,d\n2,3,4,5\n", ": ", "has no labels"),
        csv(
            "garbage",
            "\u0000\u0001\u0002garbage\n\u0003\n",
            ", row 2, column 1: ",
            "a pixel must be a whole number from 0 to 255"),
        csv(
            "one endless row",
            "1".repeat((1 << 24) + 9),
            ", row 1: ",
            "a row has at most 16777216 bytes"),
        csv(
            "endless commas",
            ",".repeat((1 << 22) + 9),
            ", row 1: ",
            "a row has at most 4194304 cells"),
        new BadFile(
            "csv: missing",
            CsvImages::load,
            BadFile.files("other", text("")),
            "/none.csv: ",
            "does not exist"),
        new BadFile(
            "csv: a folder",
            CsvImages::load,
            BadFile.files("t.csv/x", text("")),
            ": ",
            "is a folder, not a file"));
  }

  private static BadFile npz(String name, String where, String rule, Object... files) {
    return new BadFile(
        "npz: " + name,
        p -> NpzImages.parts(p, 1 << 20),
        BadFile.files("a.npz*", zip(files)),
        where,
        rule);
  }

  static Stream<BadFile> npz() {
    byte[] x = npy("|u1", "(2, 1, 1)", 1, 2);
    byte[] y = npy("|u1", "(2,)", 0, 1);
    return Stream.of(
        npz(
            "no arrays we know",
            ": ",
            "has the arrays [a]; images and targets are x_train",
            "a.npy",
            x),
        npz("images only", ": ", "has the arrays [x]", "x.npy", x),
        npz(
            "numbers differ",
            ", array 'y': ",
            "is [1], but 'x' has 2 images",
            "x.npy",
            x,
            "y.npy",
            npy("|u1", "(1,)", 0)),
        npz(
            "scalar labels",
            ", array 'y': ",
            "is [], but 'x' has 2 images",
            "x.npy",
            x,
            "y.npy",
            npy("|u1", "()", 0)),
        npz(
            "negative label",
            ", array 'y', item 1, element 0: ",
            "a class must be in 0 to 65535, got -1",
            "x.npy",
            x,
            "y.npy",
            npy("|i1", "(2,)", 0, 255)),
        npz(
            "labels of three axes",
            ", array 'y': ",
            "classes are [n], [n, 1] or one-hot",
            "x.npy",
            x,
            "y.npy",
            npy("|u1", "(2, 1, 2)", 0, 1, 0, 1)),
        npz(
            "not one-hot",
            ", array 'y': ",
            "row 1 must have a single one",
            "x.npy",
            x,
            "y.npy",
            npy("|u1", "(2, 2)", 0, 1, 1, 1)),
        npz(
            "NaN pixel",
            ", array 'x', item 1, element 0: ",
            "must be a finite number in single precision, got NaN",
            "x.npy",
            npy("<f4", "(2, 1, 1)", 0, 0, 0, 0, 0, 0, 0xc0, 0x7f),
            "y.npy",
            y),
        npz(
            "infinite pixel",
            ", array 'x', item 0, element 0: ",
            "got Infinity",
            "x.npy",
            npy("<f4", "(2, 1, 1)", 0, 0, 0x80, 0x7f, 0, 0, 0, 0),
            "y.npy",
            y),
        npz(
            "NaN target",
            ", array 'y', item 0, element 0: ",
            "got NaN",
            "x.npy",
            x,
            "y.npy",
            npy("<f4", "(2,)", 0, 0, 0xc0, 0x7f, 0, 0, 0, 0)),
        npz(
            "pixel 256",
            ", array 'x', item 0, element 0: ",
            "must be in 0 to 255 as a pixel, got 256",
            "x.npy",
            npy("<i2", "(2, 1, 1)", 0, 1, 0, 0),
            "y.npy",
            y),
        npz(
            "channels first",
            ", array 'x': ",
            "channels first; images are [n, h, w, c]",
            "x.npy",
            npy("|u1", "(2, 1, 5, 5)", new int[50]),
            "y.npy",
            y),
        npz(
            "five axes",
            ", array 'x': ",
            "images are [n, h, w, c] or [n, h, w]",
            "x.npy",
            npy("|u1", "(2, 1, 1, 1, 1)", 0, 1),
            "y.npy",
            y),
        npz(
            "no square",
            ", array 'x': ",
            "rows of pixels are square pictures",
            "x.npy",
            npy("|u1", "(2, 2)", 0, 1, 2, 3),
            "y.npy",
            y),
        npz(
            "parts differ",
            ": ",
            "its parts differ: training has images U8 [1, 1, 1]",
            "x_train.npy",
            x,
            "y_train.npy",
            y,
            "x_test.npy",
            npy("|u1", "(2, 2, 1)", 0, 1, 2, 3),
            "y_test.npy",
            y),
        npz(
            "both forms",
            ": ",
            "has the arrays",
            "x.npy",
            x,
            "y.npy",
            y,
            "x_test.npy",
            x,
            "y_test.npy",
            y),
        npz(
            "Python objects",
            ", entry 'x.npy': byte 10: ",
            "which are never read",
            "x.npy",
            npy("|O", "(2,)", new int[16]),
            "y.npy",
            y),
        npz(
            "oversized header",
            ", entry 'x.npy': byte 10: ",
            "product at most 1073741824",
            "x.npy",
            npy("|u1", "(2147483648,)"),
            "y.npy",
            y),
        npz(
            "bomb",
            ", entry 'x.npy': ",
            "the most is 1048576",
            "x.npy",
            npy("|u1", "(2097152,)", new int[1 << 21])),
        npz("climbs", ", entry '../x.npy': ", "its name must be a path", "../x.npy", x),
        new BadFile(
            "npz: garbage",
            NpzImages::load,
            BadFile.files("a.npz*", text("garbage")),
            ": ",
            "is not a whole zip archive"),
        new BadFile(
            "npz: empty",
            NpzImages::load,
            BadFile.files("a.npz*", new byte[0]),
            ": ",
            "is not a whole zip archive"),
        new BadFile(
            "npz: missing",
            NpzImages::load,
            BadFile.files("other", text("")),
            "/none.csv: ",
            "does not exist"),
        new BadFile(
            "npz: a folder",
            NpzImages::load,
            BadFile.files("a.npz/x", text("")),
            ": ",
            "is a folder, not a file"),
        new BadFile(
            "npz: no parts",
            NpzImages::loadSplit,
            BadFile.files("a.npz*", zip("x.npy", x, "y.npy", y)),
            ": ",
            "has no arrays x_test and y_test"),
        new BadFile(
            "npy: garbage",
            p -> DataSource.images(p),
            BadFile.files("a.npy*", text("garbage")),
            ", byte 0: ",
            "an NPY file starts with 934e554d5059"),
        new BadFile(
            "npy: NaN",
            p -> DataSource.images(p),
            BadFile.files("a.npy*", npy("<f4", "(1, 1, 1)", 0, 0, 0xc0, 0x7f)),
            ", item 0, element 0: ",
            "must be a finite number"));
  }
}
