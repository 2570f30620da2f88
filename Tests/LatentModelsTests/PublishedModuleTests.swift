// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// Modules of the published layout, recognized by names and shapes.
@Suite("Published modules")
struct PublishedModuleTests {
  typealias Shape = PublishedModule.TensorShape

  static let poisson = PublishedModule(latents: .counts, latentCount: 6, pixels: 16)

  private static func module(of golden: FamilyGolden) -> PublishedModule {
    let latents: PublishedModule.Latents =
      switch golden.family {
      case "poisson": .counts
      case "categorical": .categories(variables: golden.latents)
      default: .locationAndScale
      }
    var module = PublishedModule(
      latents: latents, latentCount: golden.width, pixels: golden.pixels,
      encoder: golden.encoder, decoder: golden.decoder)
    module.encoderHasBias = golden.encoderBias
    module.decoderHasBias = golden.decoderBias
    if golden.encoder == .convolutional || golden.decoder == .convolutional {
      module.channels = golden.channels
    }
    if golden.encoder == .mlp { module.expansion = golden.expansion }
    return module
  }

  @Test(
    "The tensors of a module are those that torch's replica has, and tell the module",
    arguments: FamilyGolden.all())
  func tensors(_ golden: FamilyGolden) throws {
    let module = Self.module(of: golden)
    let count = module.tensors.reduce(0) { $0 + $1.shape.reduce(1, *) }
    #expect(count == golden.parameters)
    let file = try golden.file()
    let graded = Set(
      file.entries.map(\.name).compactMap { name in
        ["sampled.gradient.", "sampled.sketch."].first { name.hasPrefix($0) }
          .map { String(name.dropFirst($0.count)) }
      })
    #expect(graded == Set(module.tensors.map(\.name)))
    let state = [Shape("temp", []), Shape("n_exp", [])] + module.tensors.reversed()
    #expect(try PublishedModule(of: state) == module)
  }

  @Test("A state_dict that torch wrote is recognised, and its weights are those of the rule")
  func torch() throws {
    let file = try FamilyGolden.file("state")
    let module = try PublishedModule(of: file.tensorShapes)
    #expect(module.encoder == .convolutional && module.decoder == .linear)
    #expect(module.latents == .counts && module.latentCount == 5)
    #expect(module.channels == 4 && module.pixels == 256)
    #expect(file.temperature == 0.25)
    for parameter in try module.parameters(in: file) {
      #expect(parameter.tensor == GoldenRule.tensor(parameter.name, parameter.tensor.shape))
    }
  }

  @Test("The state of a model is that of its module, with what torch's buffers hold")
  func state() throws {
    let model = PoissonVAE(pixels: 16, latents: 6, seed: SeedSequence(1))
    let file = try PublishedModule.state(of: model, temperature: 0.5)
    #expect(try PublishedModule(of: file.tensorShapes) == Self.poisson)
    #expect(try Self.poisson.parameters(in: file).map(\.name) == model.parameters.map(\.name))
    #expect(file.temperature == 0.5)
    #expect(file["n_exp"]?.dataType == .signed64)
    #expect(file["n_exp"]?.shape == [])
    #expect(file.metadata == ["format": "pt"])
  }

  @Test("What is missing, too many or misshapen is named")
  func refusals() {
    let tensors = Self.poisson.tensors
    func error(_ state: [Shape]) -> PublishedModuleError? {
      do {
        _ = try PublishedModule(of: state, called: "S")
        return nil
      } catch { return error }
    }
    func without(_ name: String) -> [Shape] { tensors.filter { $0.name != name } }
    func replacing(_ name: String, by shape: [Int]) -> [Shape] {
      without(name) + [Shape(name, shape)]
    }
    #expect(
      error(without("fc_enc.weight")) == .unrecognized(lacking: ["fc_enc.weight"], source: "S"))
    #expect(
      error(without("log_rate"))
        == .unrecognized(lacking: ["log_rate", "loc", "logits"], source: "S"))
    #expect(
      error(tensors + [Shape("loc", [1, 6]), Shape("ema", [1])])
        == .unknown(["loc", "ema"], source: "S"))
    #expect(
      error(replacing("fc_dec.weight", by: [20, 6]))
        == .disagreement(
          what: "pixels", "fc_enc.weight", 16, "fc_dec.weight", 20, source: "S"))
    #expect(
      error(replacing("log_rate", by: [1, 7]))
        == .disagreement(what: "latents", "log_rate", 7, "fc_dec.weight", 6, source: "S"))
    #expect(
      error(replacing("log_rate", by: [6]))
        == .shape(name: "log_rate", expected: "2 axes", found: [6], source: "S"))
    #expect(
      error(replacing("log_rate", by: [2, 6]))
        == .shape(name: "log_rate", expected: "[1, 6]", found: [2, 6], source: "S"))
    #expect(
      error(replacing("fc_enc.weight", by: [.max, 0]))
        == .shape(
          name: "fc_enc.weight", expected: "no such axis", found: [.max, 0], source: "S"))
    var deep = PublishedModule(
      latents: .counts, latentCount: 6, pixels: 256, encoder: .convolutional)
    deep.channels = 4
    let cut = deep.tensors.filter { !$0.name.hasPrefix("enc.3.skip") }
    #expect(error(cut) == .stages(network: "enc", count: 1, source: "S"))
    let poor = deep.tensors.filter { $0.name != "enc.7.fc1.bias" && $0.name != "stem.lognorm" }
    #expect(error(poor) == .missing(["stem.lognorm", "enc.7.fc1.bias"], source: "S"))
  }
}
