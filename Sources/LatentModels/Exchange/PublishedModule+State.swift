// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles
public import Learning
internal import Tensors

extension PublishedModule {
  /// How many exponentials a published Poisson module draws for each neuron before it has seen a rate:
  /// enough for 200 spikes at most once in 100,000 windows, and the models' rates stay below e⁵ ≈ 148.
  static let exponentials = 263

  /// The parameters of the module in its state, without the ``scalars``.
  ///
  /// - Throws: `SafetensorsError` when a tensor is not of real numbers.
  public func parameters(in state: SafetensorsFile) throws(SafetensorsError) -> [NamedTensor] {
    var found: [NamedTensor] = []
    for tensor in tensors { found.append(NamedTensor(tensor.name, try state.tensor(tensor.name))) }
    return found
  }

  /// The state that the published module of a model loads, its ``scalars`` among it.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - temperature: the one with which the module is to sample.
  ///   - source: how errors name the model.
  /// - Throws: ``PublishedModuleError`` when there is no published module of this architecture.
  public static func state(
    of model: some VariationalAutoencoder, temperature: Double, called source: String = "the model"
  ) throws -> SafetensorsFile {
    let state = model.state
    let module = try PublishedModule(
      of: state.map { TensorShape($0.name, $0.tensor.shape) }, called: source)
    // The loader of other frameworks' states asks for this entry.
    var file = SafetensorsFile(metadata: ["format": "pt"])
    for tensor in state { try file.add(tensor.name, tensor.tensor) }
    try file.add("temp", Tensor([Float(temperature)], shape: []))
    if module.latents == .counts { try file.add("n_exp", [exponentials], shape: []) }
    return file
  }
}

extension SafetensorsFile {
  /// Name and shape of every tensor.
  public var tensorShapes: [PublishedModule.TensorShape] {
    entries.map { PublishedModule.TensorShape($0.name, $0.shape) }
  }

  /// The temperature that a published module stood at, if the file says one.
  public var temperature: Double? {
    guard let entry = self["temp"], entry.shape.isEmpty else { return nil }
    return (try? tensor("temp")).map { Double($0.scalar) }
  }
}
