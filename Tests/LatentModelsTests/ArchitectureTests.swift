// SPDX-License-Identifier: GPL-3.0-or-later

import InterspikeTesting
import LayerTesting
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// A pair of networks and the published number of their trainable values together with the prior's.
struct PublishedCount: CustomTestStringConvertible, Sendable {
  let name: String
  let encoder: Architecture
  let decoder: Architecture
  let pixels: Int
  let latents: Int
  let outputs: Int
  let prior: Int
  var encoderBias = true
  let count: Int
  var testDescription: String { "\(name), \(pixels) pixels: \(count)" }

  static let all: [PublishedCount] =
    small + [
      row("poisson", .linear, .linear, 784, 803_328),
      row("poisson", .convolutional, .linear, 784, 5_432_636),
      row("gaussian", .convolutional, .linear, 784, 5_563_708),
      row("poisson", .convolutional, .convolutional, 784, 6_794_246),
      row("gaussian", .convolutional, .convolutional, 784, 6_925_318),
    ]

  private static let small: [PublishedCount] = [
    row("poisson", .linear, .linear, 256, 262_656),
    row("categorical", .linear, .linear, 256, 262_144),
    row("gaussian", .linear, .linear, 256, 393_216),
    row("poisson", .convolutional, .linear, 256, 1_405_596),
    row("poisson", .convolutional, .linear, 256, bias: false, 1_405_084),
    row("gaussian", .convolutional, .linear, 256, 1_471_132),
    row("categorical", .convolutional, .linear, 256, 1_405_084),
    row("poisson", .convolutional, .linear, 256, latents: 256, 1_306_780),
    row("poisson", .convolutional, .linear, 256, latents: 768, 1_504_412),
    row("poisson", .convolutional, .linear, 256, latents: 1024, 1_603_228),
  ]

  private static func row(
    _ family: String, _ encoder: Architecture, _ decoder: Architecture, _ pixels: Int,
    latents: Int = 512, bias: Bool? = nil, _ count: Int
  ) -> PublishedCount {
    PublishedCount(
      name: "\(family) <\(encoder.rawValue)|\(decoder.rawValue)>", encoder: encoder,
      decoder: decoder, pixels: pixels, latents: latents,
      outputs: family == "gaussian" ? 2 * latents : latents,
      prior: family == "poisson" ? latents : 0, encoderBias: bias ?? (encoder != .linear),
      count: count)
  }
}

@Suite("Architectures")
struct ArchitectureTests {
  @Test("Trainable values are as many as published", arguments: PublishedCount.all)
  func counts(_ item: PublishedCount) throws {
    var generator = SeedSequence(1).generator(for: .weights)
    let encoder = try EncoderNetwork(
      item.encoder, pixels: item.pixels, outputs: item.outputs, hasBias: item.encoderBias,
      weight: .zeros, using: &generator)
    let decoder = try DecoderNetwork(
      item.decoder, latents: item.latents, pixels: item.pixels,
      hasBias: item.decoder == .convolutional, weight: .zeros, using: &generator)
    #expect(encoder.parameterCount + decoder.parameterCount + item.prior == item.count)
  }

  @Test("Networks of the third architecture have the parameters of their formula")
  func multilayer() throws {
    var generator = SeedSequence(1).generator(for: .weights)
    let encoder = try EncoderNetwork(.mlp, pixels: 64, outputs: 10, using: &generator)
    let decoder = try DecoderNetwork(.mlp, latents: 10, pixels: 64, using: &generator)
    let names = ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]
    let norm = ["layer_norm.weight", "layer_norm.bias"]
    #expect(
      encoder.parameters.map(\.name) == (names + norm).map { "enc.\($0)" } + ["fc_enc.weight"])
    #expect(
      decoder.parameters.map(\.name)
        == ["fc_dec.weight"] + (names + norm).map { "dec.1.\($0)" }
        + ["dec.3.weight", "dec.3.bias"])
    #expect(encoder.parameterCount == 2 * 16 * 64 * 64 + 17 * 64 + 2 * 64 + 640)
    #expect(decoder.parameterCount == 640 + 2 * 8 * 64 * 64 + 9 * 64 + 2 * 64 + 64 * 64 + 64)
  }

  @Test("Pictures of other sizes are refused by name")
  func refusals() {
    var generator = SeedSequence(1).generator(for: .weights)
    #expect(throws: ArchitectureError.encoder(pixels: 400)) {
      try EncoderNetwork(.convolutional, pixels: 400, outputs: 4, using: &generator)
    }
    #expect(throws: ArchitectureError.decoder(pixels: 4096)) {
      try DecoderNetwork(.convolutional, latents: 4, pixels: 4096, using: &generator)
    }
  }

  @Test("Convolutional networks give features and pictures", arguments: [256, 784, 4096])
  func shapes(pixels: Int) throws {
    var generator = SeedSequence(2).generator(for: .weights)
    let encoder = try EncoderNetwork(
      .convolutional, pixels: pixels, outputs: 7, channels: 4, using: &generator)
    #expect(encoder(arbitrary([2, pixels])).shape == [2, 7])
    guard pixels < 4096 else { return }
    let decoder = try DecoderNetwork(
      .convolutional, latents: 7, pixels: pixels, channels: 4, using: &generator)
    #expect(decoder(arbitrary([2, 7])).shape == [2, pixels])
  }

  @Test(
    "Derivatives of whole networks agree with differences",
    arguments: [Architecture.mlp, .convolutional], [true, false])
  func derivatives(_ architecture: Architecture, encodes: Bool) throws {
    var generator = SeedSequence(4).generator(for: .weights)
    let address = DrawAddress(seed: SeedSequence(5), purpose: "noise", window: 1)
    let pixels = architecture == .mlp ? 36 : 256
    var network: any Layer
    if encodes {
      let encoder = try EncoderNetwork(
        architecture, pixels: pixels, outputs: 5, hasBias: true, channels: 4, expansion: 2,
        using: &generator)
      network = EncoderLayer(network: encoder)
    } else {
      let decoder = try DecoderNetwork(
        architecture, latents: 5, pixels: pixels, hasBias: true, channels: 4, expansion: 2,
        using: &generator)
      network = DecoderLayer(network: decoder)
    }
    let slopes = LayerSlopes(
      layer: network, input: arbitrary([3, encodes ? pixels : 5]), address: address)
    let report = slopes.check(coordinatesOfEach: 3)
    #expect(report.passes, "\(report)")
  }
}

private struct EncoderLayer: Layer {
  var network: EncoderNetwork
  func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    network(input, noise: address)
  }
  mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    network.forEachParameter(visit)
  }
}

private struct DecoderLayer: Layer {
  var network: DecoderNetwork
  func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    network(input, noise: address)
  }
  mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    network.forEachParameter(visit)
  }
}
