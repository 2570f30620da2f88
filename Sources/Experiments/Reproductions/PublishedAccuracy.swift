// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Published accuracies of convolutional models on MNIST: 5 nearest neighbors of 200, 1000 and 5000 labels, shattering;
/// mean ± 99 % interval over five seeds.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, downstream table and notebooks of the public code.
struct PublishedAccuracy {
  /// With 200, 1000 and 5000 labels.
  let texts: [String]
  let shattering: String

  /// The means with 200, 1000 and 5000 labels.
  var means: [Double] {
    texts.map { text in text.split(separator: " ").first.flatMap { Double("0\($0)") } ?? .nan }
  }

  private init(_ few: String, _ some: String, _ many: String, shattering: String) {
    texts = [few, some, many]
    self.shattering = shattering
  }

  /// What was published for a model.
  static func of(_ model: ReproducedModel, latents: Int) -> PublishedAccuracy? {
    table[latents]?[model]
  }

  private static let table: [Int: [ReproducedModel: PublishedAccuracy]] = [
    10: [
      .poisson: .init(".815 ± .002", ".919 ± .001", ".946 ± .019", shattering: ".797 ± .010"),
      .categorical: .init(".705 ± .003", ".800 ± .002", ".853 ± .045", shattering: ".795 ± .007"),
      .laplace: .init(".757 ± .003", ".869 ± .002", ".924 ± .032", shattering: ".751 ± .009"),
      .gaussian: .init(".673 ± .003", ".813 ± .002", ".891 ± .037", shattering: ".758 ± .008"),
      .gaussianRelu: .init(".694 ± .004", ".817 ± .003", ".877 ± .051", shattering: ".762 ± .008"),
      .gaussianExp: .init(".642 ± .004", ".784 ± .002", ".863 ± .037", shattering: ".737 ± .009"),
    ],
    50: [
      .poisson: .init(".825 ± .002", ".927 ± .001", ".957 ± .006", shattering: ".935 ± .004"),
      .categorical: .init(".770 ± .002", ".880 ± .001", ".920 ± .010", shattering: ".899 ± .004"),
      .laplace: .init(".710 ± .004", ".836 ± .003", ".902 ± .043", shattering: ".770 ± .008"),
      .gaussian: .init(".604 ± .003", ".746 ± .002", ".837 ± .026", shattering: ".743 ± .008"),
      .gaussianRelu: .init(".710 ± .003", ".844 ± .002", ".904 ± .030", shattering: ".786 ± .007"),
      .gaussianExp: .init(".694 ± .003", ".836 ± .002", ".906 ± .031", shattering: ".762 ± .008"),
    ],
    100: [
      .poisson: .init(".807 ± .002", ".925 ± .001", ".958 ± .015", shattering: ".949 ± .003"),
      .categorical: .init(".753 ± .002", ".876 ± .001", ".925 ± .006", shattering: ".884 ± .005"),
      .laplace: .init(".701 ± .004", ".830 ± .003", ".896 ± .053", shattering: ".767 ± .008"),
      .gaussian: .init(".636 ± .004", ".789 ± .002", ".875 ± .027", shattering: ".763 ± .007"),
      .gaussianRelu: .init(".757 ± .003", ".881 ± .001", ".933 ± .021", shattering: ".818 ± .007"),
      .gaussianExp: .init(".695 ± .004", ".846 ± .002", ".918 ± .027", shattering: ".793 ± .007"),
    ],
  ]
}
