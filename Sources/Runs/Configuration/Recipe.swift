// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import DataFiles
internal import LatentModels

/// The default settings of a family, as worded in its command's help.
package enum Recipe<Model: TrainableModel> {
  /// The number of a setting, such as 0.05; both numbers where it depends on the decoder.
  package static func says(_ setting: KeyPath<RunConfiguration, Double>) -> String {
    let linear = Text.plain(usual()[keyPath: setting])
    let other = Text.plain(usual(decoder: .convolutional)[keyPath: setting])
    return linear == other ? linear : "\(linear) with a linear decoder, otherwise \(other)"
  }

  /// The count of a setting.
  package static func says(_ setting: KeyPath<RunConfiguration, some BinaryInteger>) -> String {
    "\(usual()[keyPath: setting])"
  }

  /// The name of a setting's value.
  package static func says<Name: RawRepresentable<String>>(
    _ setting: KeyPath<RunConfiguration, Name>
  ) -> String {
    usual()[keyPath: setting].rawValue
  }

  private static func usual(decoder: Architecture = .linear) -> RunConfiguration {
    var settings = RunConfiguration(
      model: ModelFamily(of: Model.self),
      data: .init(path: "", sha256: "", count: .max, pixels: 256))
    settings.decoder = decoder
    return settings
  }
}
