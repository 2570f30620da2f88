// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import DataFiles
internal import LatentModels

/// The default settings of a family, as worded in its command's help.
package enum Recipe<Model: TrainableModel> {
  /// The number, count or name of a setting; both numbers where it depends on the decoder.
  package static func says(_ setting: KeyPath<RunConfiguration, some Any>) -> String {
    let value = usual()[keyPath: setting]
    if let name = value as? any RawRepresentable { return "\(name.rawValue)" }
    guard let number = value as? Double else { return "\(value)" }
    let other = usual(decoder: .convolutional)[keyPath: setting] as? Double ?? number
    return number == other
      ? Text.plain(number)
      : "\(Text.plain(number)) with a linear decoder, otherwise \(Text.plain(other))"
  }

  private static func usual(decoder: Architecture = .linear) -> RunConfiguration {
    var settings = RunConfiguration(
      model: ModelFamily(of: Model.self),
      data: .init(path: "", sha256: "", count: .max, pixels: 256))
    settings.decoder = decoder
    return settings
  }
}
