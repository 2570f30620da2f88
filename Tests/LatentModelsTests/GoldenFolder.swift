// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Learning
import Tensors

private struct Manifest<Case: Decodable>: Decodable {
  let cases: [Case]
}

/// A folder of `Tests/Goldens`: a manifest of its cases, and a file for each.
struct GoldenFolder {
  private let folder: URL

  init(_ name: String) {
    folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Goldens/\(name)")
  }

  func file(_ name: String) throws -> SafetensorsFile {
    try SafetensorsFile(path: folder.appending(path: "\(name).safetensors").path)
  }

  func cases<Case: Decodable>() -> [Case] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      let data = try Data(contentsOf: folder.appending(path: "manifest.json"))
      return try decoder.decode(Manifest<Case>.self, from: data).cases
    } catch {
      fatalError("the goldens of \(folder.path) cannot be read: \(error)")
    }
  }
}

extension GoldenRule {
  /// The same model with the weights and buffers of the rule.
  static func filled<Model: Parametrized>(_ model: Model) throws -> Model {
    var filled = model
    try filled.setState(model.state.map { NamedTensor($0.name, tensor($0.name, $0.tensor.shape)) })
    return filled
  }
}
