package io.fovea.data;

import static io.fovea.data.DataFiles.picture;
import static io.fovea.data.DataFiles.text;
import static io.fovea.data.DataFiles.zip;

import java.util.Arrays;
import java.util.stream.Stream;

/** Picture files, in folders and archives, with damage of every kind. */
final class BadPictures {
  private BadPictures() {}

  private static BadFile folder(String name, String where, String rule, Object... files) {
    return new BadFile(
        "pictures: " + name, p -> ImageFolder.of(p).load(), BadFile.files(files), where, rule);
  }

  static Stream<BadFile> pictures() {
    byte[] sound = picture(4, 4, true);
    byte[] cut = Arrays.copyOf(sound, sound.length / 2);
    byte[] damagedZip = zip("a/1.png", sound);
    damagedZip[60] ^= 0x55;
    return Stream.of(
        folder("nothing", ": ", "has no picture files", "a/", null),
        folder("no pictures", ": ", "has no picture files", "a/labels.txt", text("x")),
        folder(
            "no class",
            ": ",
            "'1.png' is in no folder; pictures are in a folder for each class",
            "1.png",
            sound),
        folder(
            "empty class", ": ", "class folder 'b' has no pictures", "a/1.png", sound, "b/", null),
        folder(
            "class of other files",
            ": ",
            "class folder 'b' has no pictures",
            "a/1.png",
            sound,
            "b/x.txt",
            text("")),
        folder("empty file", "/a/2.png: ", "is empty", "a/1.png", sound, "a/2.png", new byte[0]),
        folder(
            "empty first file", "/a/0.png: ", "is empty", "a/0.png", new byte[0], "a/1.png", sound),
        folder(
            "garbage",
            "/b/2.jpg: ",
            "is no PNG, JPEG, GIF or BMP file; it starts with 67617262616765",
            "a/1.png",
            sound,
            "b/2.jpg",
            text("garbage")),
        folder(
            "truncated", "/b/2.png: ", "is damaged or cut short", "a/1.png", sound, "b/2.png", cut),
        folder(
            "another size",
            "/b/2.png: ",
            "has 5 x 4 pixels, ",
            "a/1.png",
            sound,
            "b/2.png",
            picture(4, 5, true)),
        folder(
            "colour among grey",
            "/b/2.png: ",
            "is in colour, ",
            "a/1.png",
            sound,
            "b/2.png",
            picture(4, 4, false)),
        folder(
            "oversized header",
            "/b/2.png: ",
            "declares 60000 x 60000 pixels; a picture has at least one and at most 64000000",
            "a/1.png",
            sound,
            "b/2.png",
            DataFiles.hugePicture()),
        folder(
            "a class in one part",
            ": ",
            "class 'c' is in test but not in train, which has [a, b]",
            "train/a/1.png",
            sound,
            "train/b/1.png",
            sound,
            "test/c/1.png",
            sound),
        folder(
            "two train folders",
            ": ",
            "has several folders of one meaning: [Train, train]",
            "train/a/1.png",
            sound,
            "Train/a/1.png",
            sound,
            "test/a/1.png",
            sound),
        folder("parts", ": ", "load it as a split", "train/a/1.png", sound, "test/a/1.png", sound),
        folder("zip: garbage", ": ", "is not a whole zip archive", "p.zip*", text("garbage")),
        folder("zip: empty", ": ", "is not a whole zip archive", "p.zip*", new byte[0]),
        folder(
            "zip: truncated",
            ": ",
            "is not a whole zip archive",
            "p.zip*",
            Arrays.copyOf(damagedZip, 60)),
        folder("zip: damaged", ", entry 'a/1.png': ", "", "p.zip*", damagedZip),
        folder("zip: no pictures", ": ", "has no picture files", "p.zip*", zip("a.txt", text("x"))),
        folder(
            "zip: climbs",
            ", entry '../a/1.png': ",
            "its name must be a path within the archive",
            "p.zip*",
            zip("../a/1.png", sound)),
        folder(
            "zip: absolute",
            ", entry '/a/1.png': ",
            "its name must be a path within the archive",
            "p.zip*",
            zip("/a/1.png", sound)),
        folder(
            "zip: empty class",
            ": ",
            "class folder 'b' has no pictures",
            "p.zip*",
            zip("a/1.png", sound, "b/", new byte[0])),
        folder(
            "zip: bomb",
            ", entry 'a/1.png': ",
            "claims 67108865 unpacked bytes; the most is 67108864",
            "p.zip*",
            zip("a/1.png", new byte[(1 << 26) + 1])),
        new BadFile(
            "pictures: missing",
            p -> ImageFolder.of(p).load(),
            BadFile.files("other", text("")),
            "/none.csv: ",
            "does not exist"),
        new BadFile(
            "pictures: no parts",
            p -> ImageFolder.of(p).loadSplit(),
            BadFile.files("a/1.png", sound),
            ": ",
            "has no folders 'train' and 'test'"));
  }
}
