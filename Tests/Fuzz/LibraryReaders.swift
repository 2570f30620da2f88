// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import LatentModels
internal import Learning
internal import Networks
internal import Randomness
internal import SpikeFormats
internal import SpikeTrains
internal import Stimuli
internal import Streaming
internal import Tensors
internal import Video

/// Readers of the libraries, read in this process.
extension FuzzedReader {
  static let safetensors = FuzzedReader(name: "safetensors") { folder in
    var file = SafetensorsFile(metadata: ["made": "by hand", "π": "3"])
    try file.add("patches", numbers([6, 16]))
    try file.add("scalar", Tensor([2], shape: []))
    try file.add("half", dataType: .float16, shape: [3], bytes: [0, 60, 1, 0, 255, 127])
    try file.add("whole", dataType: .signed64, shape: [1, 1], bytes: [1, 0, 0, 0, 0, 0, 0, 255])
    try file.add("double", dataType: .float64, shape: [1], bytes: [0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
    try file.write(to: "\(folder)/many.safetensors")
    try SafetensorsFile().write(to: "\(folder)/none.safetensors")
  } read: { path in
    let file = try SafetensorsFile(path: path)
    for entry in file.entries {
      _ = try? file.tensor(entry.name)
      _ = try? file.doubles(entry.name)
      _ = try? file.integers(entry.name)
      _ = try file.bytes(entry.name)
    }
  }

  static let checkpoint = FuzzedReader(name: "checkpoint") { folder in
    let model = PoissonVAE(pixels: 16, latents: 4, seed: SeedSequence(1))
    try Checkpoint(
      parameters: model.state,
      optimizerMemory: model.state.map { NamedTensor("mean.\($0.name)", $0.tensor) },
      averages: model.state, step: 7, seed: .max, streamVersion: 1, configuration: "{\"steps\":7}",
      score: 1.5
    ).write(to: "\(folder)/checkpoint.safetensors")
  } read: { path in
    let checkpoint = try Checkpoint(path: path)
    var model = PoissonVAE(pixels: 16, latents: 4, seed: SeedSequence(1))
    try model.setState(checkpoint.parameters, from: path)
  }

  static let publishedState = FuzzedReader(name: "state") { folder in
    let laws: [(PublishedModule.Latents, Architecture)] = [
      (.counts, .linear), (.locationAndScale, .mlp), (.categories(variables: 3), .convolutional),
    ]
    for (law, architecture) in laws {
      var module = PublishedModule(
        latents: law, latentCount: 6, pixels: 256, encoder: architecture, decoder: architecture)
      module.channels = 4
      module.expansion = 1
      var file = SafetensorsFile(metadata: ["format": "pt"])
      for tensor in module.tensors { try file.add(tensor.name, numbers(tensor.shape)) }
      try file.add("temp", Tensor([0.05], shape: []))
      try file.write(to: "\(folder)/\(architecture.rawValue).safetensors")
    }
  } read: { path in
    let file = try SafetensorsFile(path: path)
    let module = try PublishedModule(of: file.tensorShapes, called: path)
    _ = try module.parameters(in: file)
    _ = file.temperature
  }

  static let npy = FuzzedReader(name: "npy") { folder in
    try NPY.write(numbers([5, 7]), to: "\(folder)/table.npy")
    try NPY.write(Tensor([1], shape: []), to: "\(folder)/scalar.npy")
    let columns = NPYHeader(descriptor: "<f8", shape: [2, 3], fortranOrder: true)
    try AtomicFile.write(
      columns.encoded() + [UInt8](repeating: 63, count: 48), to: "\(folder)/columns.npy")
  } read: { path in
    _ = try NPY.tensor(path: path)
  }

  static let spikeNPY = FuzzedReader(name: "spike-npy") { folder in
    try writeSpikes(NPYWriter.self, to: "\(folder)/spikes.npy")
  } read: { path in
    _ = try SpikeRaster(contentsOf: path)
    _ = try SpikeFileSummary(of: path)
  }

  static let idx = FuzzedReader(name: "idx") { folder in
    try IDX([UInt8](0..<60), shape: [3, 4, 5]).write(to: "\(folder)/images")
    try AtomicFile.write(
      [0, 0, 0x0E, 1, 0, 0, 0, 1, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0], to: "\(folder)/double")
  } read: { path in
    _ = try IDX(path: path).tensor()
  }

  static let csv = FuzzedReader(name: "csv") { folder in
    try writeSpikes(CSVWriter.self, to: "\(folder)/spikes.csv")
    try AtomicFile.write("time,neuron\n0.1,0\n0.25,3\n0.5,0\n", to: "\(folder)/plain.csv")
  } read: { path in
    _ = try SpikeRaster(contentsOf: path)
    _ = try SpikeFileSummary(of: path)
  }

  static let y4m = FuzzedReader(name: "y4m") { folder in
    for space in [Y4MWriter.ColorSpace.mono, .jpeg420] {
      let size = FrameSize(width: 7, height: 5)
      let film = try Y4MWriter(
        path: "\(folder)/\(space.rawValue).y4m", size: size, frameRate: FrameRate(25),
        colorSpace: space)
      for level: Float in [0, 0.5, 1] {
        try film.write(
          GrayImage(width: 7, height: 5, pixels: [Float](repeating: level, count: 35)))
      }
      try film.close()
    }
  } read: { path in
    let film = try Y4MReader(path: path)
    while try film.next() != nil {}
  }

  static let streamState = FuzzedReader(name: "stream-state") { folder in
    let model = IterativePoissonVAE(pixels: 6, latents: 5, seed: SeedSequence(2))
    var options = StreamOptions(
      timing: try StreamTiming(frameInterval: 0.04, stepsPerFrame: 2), seed: SeedSequence(5))
    options.threads = 1
    let inference = try TiledInference(model, options: options)
    var state = try inference.start(patches: 40)
    for _ in 0..<3 { state = try inference.infer(numbers([40, 6]), after: state).state }
    try state.write(to: "\(folder)/stream.state")
  } read: { path in
    _ = try InferenceState(path: path)
  }

  static let networkState = FuzzedReader(name: "network-state") { folder in
    var run = try network().run(seed: 7)
    for _ in 0..<20 { _ = try run.next() }
    try run.state.write(to: "\(folder)/network.state")
  } read: { path in
    var run = try network().run(resuming: try NetworkState(path: path))
    _ = try run.next()
  } repair: { bytes in
    guard var file = try? SafetensorsFile(bytes: bytes) else { return bytes }
    file.metadata["checksum"] = NetworkState.checksum(of: file)
    return file.encoded()
  }

  private static func network() throws -> Network {
    var network = try Network(windowDuration: 0.001)
    let noise = try network.add(
      PoissonNeurons(
        neurons: 8, initialMembranes: .constant(4), bound: .hard(lower: -3, upper: 6)),
      named: "noise")
    try network.connect(
      noise, to: noise, .dense, weights: .constant(-0.02), delays: .constant(0.0021))
    return network
  }

  // MARK: Contents

  static func numbers(_ shape: [Int]) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor((0..<count).map { Float(($0 * 37) % 19) / 9 - 1 }, shape: shape)
  }

  static func writeSpikes<Writer: SpikeWriter & ~Copyable>(
    _ kind: Writer.Type, to path: String
  ) throws {
    let recording = try SpikeRecording(
      neuronCount: 4,
      presentations: Presentation.sequence(stimuli: 2, trials: 2, duration: 0.1),
      provenance: Provenance(
        programVersion: "0.1.0", seed: .max, streamVersion: 1, configuration: "{\"window\": 0.1}"))
    var writer = try Writer(path: path, recording: recording)
    for neuron in 0..<4 {
      try writer.append(neuron == 2 ? [] : (1..<13).map { Double($0 * (neuron + 3)) / 250 })
    }
    try writer.finish()
  }
}
