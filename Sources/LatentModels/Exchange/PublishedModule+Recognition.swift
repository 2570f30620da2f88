// SPDX-License-Identifier: GPL-3.0-or-later

extension PublishedModule {
  /// Recognizes the module of a state by names and shapes, ``scalars`` aside.
  ///
  /// Nothing is allocated for the module: shapes that no file bears out are refused here.
  ///
  /// - Parameters:
  ///   - state: every tensor of the state; their order does not matter.
  ///   - source: how errors name it.
  /// - Throws: ``PublishedModuleError`` unless names and shapes are exactly those of a module.
  public init(
    of state: [TensorShape], called source: String = "the state"
  ) throws(PublishedModuleError) {
    let shapes = ShapeTable(
      state.filter { !Self.scalars.contains($0.name) }, source: source)
    try shapes.requirePossibleExtents()
    let readout = try shapes.extents("fc_enc.weight", rank: 2)
    let readin = try shapes.extents("fc_dec.weight", rank: 2)
    let latents = try shapes.latents()
    self.init(
      latents: latents.law, latentCount: latents.count, pixels: 0,
      encoder: shapes.encoder, decoder: shapes.decoder)
    encoderHasBias = shapes.has("fc_enc.bias")
    decoderHasBias = shapes.has("fc_dec.bias")
    try shapes.require(
      "latents", (latents.name, latents.count), ("fc_dec.weight", readin[1]))
    try shapes.require(
      "numbers from the encoder", (latents.name, encoderOutputs), ("fc_enc.weight", readout[0]))
    if encoder == .convolutional { channels = try shapes.extents("stem.weight", rank: 4)[0] }
    if decoder == .convolutional {
      let width = try shapes.extents("dec.0.ops.0.conv.weight", rank: 4)[0] / 8
      if encoder == .convolutional {
        try shapes.require(
          "channels", ("stem.weight", channels), ("dec.0.ops.0.conv.weight", width))
      }
      channels = width
    }
    if encoder == .mlp {
      let hidden = try shapes.extents("enc.fc1.weight", rank: 2)
      expansion = hidden[0] / hidden[1]
    }
    pixels = try shapes.pixels(
      encoder: encoder, readout: readout, decoder: decoder, readin: readin)
    try requireExactly(shapes)
  }

  /// Names every tensor that is missing, too many or of another shape.
  private func requireExactly(_ found: ShapeTable) throws(PublishedModuleError) {
    let expected = ShapeTable(tensors, source: found.source)
    let missing = tensors.map(\.name).filter { !found.has($0) }
    guard missing.isEmpty else { throw .missing(missing, source: found.source) }
    let unknown = found.names.filter { !expected.has($0) }
    guard unknown.isEmpty else { throw .unknown(unknown, source: found.source) }
    for tensor in tensors {
      let shape = found.shapes[tensor.name] ?? []
      guard shape == tensor.shape else {
        throw .shape(
          name: tensor.name, expected: "\(tensor.shape)", found: shape, source: found.source)
      }
    }
  }
}

/// The shapes of a state by name, and what they say of the module.
private struct ShapeTable {
  let names: [String]
  let shapes: [String: [Int]]
  let source: String

  init(_ state: [PublishedModule.TensorShape], source: String) {
    names = state.map(\.name)
    shapes = Dictionary(state.map { ($0.name, $0.shape) }) { first, _ in first }
    self.source = source
  }

  func has(_ name: String) -> Bool { shapes[name] != nil }

  /// Sizes beyond any file's would overflow; an empty tensor bears out any size of its other axes.
  func requirePossibleExtents() throws(PublishedModuleError) {
    for name in names {
      let shape = shapes[name] ?? []
      guard shape.allSatisfy({ (1...(1 << 31)).contains($0) }) else {
        throw .shape(name: name, expected: "no such axis", found: shape, source: source)
      }
    }
  }

  /// The shape of a tensor that must be there, with this many axes.
  func extents(_ name: String, rank: Int) throws(PublishedModuleError) -> [Int] {
    guard let shape = shapes[name] else { throw .unrecognized(lacking: [name], source: source) }
    guard shape.count == rank else {
      throw .shape(name: name, expected: "\(rank) axes", found: shape, source: source)
    }
    return shape
  }

  func require(
    _ what: String, _ first: (name: String, value: Int), _ second: (name: String, value: Int)
  ) throws(PublishedModuleError) {
    guard first.value == second.value else {
      throw .disagreement(
        what: what, first.name, first.value, second.name, second.value, source: source)
    }
  }

  /// The law of the latents, how many there are, and the tensor that says so.
  func latents() throws(PublishedModuleError) -> (
    law: PublishedModule.Latents, count: Int, name: String
  ) {
    if has("log_rate") {
      return (.counts, try extents("log_rate", rank: 2)[1], "log_rate")
    }
    if has("loc") {
      return (.locationAndScale, try extents("loc", rank: 2)[1], "loc")
    }
    guard has("logits") else {
      throw .unrecognized(lacking: ["log_rate", "loc", "logits"], source: source)
    }
    let shape = try extents("logits", rank: 3)
    let (count, overflow) = shape[1].multipliedReportingOverflow(by: shape[2])
    guard !overflow, count > 0 else {
      throw .shape(
        name: "logits", expected: "[1, variables, categories]", found: shape, source: source)
    }
    return (.categories(variables: shape[1]), count, "logits")
  }

  var encoder: Architecture {
    if has("stem.weight") { return .convolutional }
    return has("enc.fc1.weight") ? .mlp : .linear
  }

  var decoder: Architecture {
    if has("dec.0.ops.0.conv.weight") { return .convolutional }
    return has("dec.1.fc1.weight") ? .mlp : .linear
  }

  /// The pixels of a picture, on which encoder and decoder must agree.
  func pixels(
    encoder: Architecture, readout: [Int], decoder: Architecture, readin: [Int]
  ) throws(PublishedModuleError) -> Int {
    let read =
      encoder == .convolutional
      ? try pixels(of: "enc", PublishedModule.halvings) : ("fc_enc.weight", readout[1])
    let written =
      decoder == .convolutional
      ? try pixels(of: "dec", PublishedModule.doublings) : ("fc_dec.weight", readin[0])
    try require("pixels", read, written)
    return read.1
  }

  /// The pixels of a convolutional network, told by how many of its cells change the size.
  private func pixels(
    of network: String, _ stages: PublishedModule.Stages
  ) throws(PublishedModuleError) -> (String, Int) {
    let ways = ["skip.ops.0.weight", "skip.conv.weight", "skip.1.weight"]
    let changing = (0..<16).filter { place in
      ways.contains { has("\(network).\(place).\($0)") }
    }
    guard let pixels = stages.first(where: { $0.count == changing.count })?.pixels else {
      throw .stages(network: network, count: changing.count, source: source)
    }
    return ("the cells of \(network)", pixels)
  }
}
