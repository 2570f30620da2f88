// SPDX-License-Identifier: GPL-3.0-or-later

/// A published PyTorch module of the family: what decides the names and shapes of its state.
///
/// States written by `safetensors.torch.save_file(module.state_dict(), …)` are recognized by
/// ``init(of:called:)``; ``tensors`` is the complete list the other way.
///
/// > Reference: Vafaii, Galor & Yates, 2024, arXiv 2405.14473, and the code published with it.
public struct PublishedModule: Equatable, Sendable {
  /// What a state says of the law of the latents.
  public enum Latents: Equatable, Sendable {
    /// Spike counts; there is a `log_rate`.
    case counts
    /// Numbers of a location and a scale, `loc` and `log_scale`: Gaussian or Laplace, which is not said.
    case locationAndScale
    /// One-hot variables; there are `logits`.
    case categories(variables: Int)
  }

  /// The law of the latents.
  public var latents: Latents
  /// How many numbers the decoder reads for each datum.
  public var latentCount: Int
  /// The pixels of one square picture.
  public var pixels: Int
  /// The shape of the encoder.
  public var encoder: Architecture
  /// The shape of the decoder.
  public var decoder: Architecture
  /// Whether the encoder's readout has a bias.
  public var encoderHasBias = false
  /// Whether the decoder's first map has a bias.
  public var decoderHasBias = false
  /// The width of the convolutions, if there are any.
  public var channels = 32
  /// The hidden units for each pixel of an `mlp` encoder, if it is one.
  public var expansion = 16

  /// A module with the published widths and without biases.
  public init(
    latents: Latents, latentCount: Int, pixels: Int, encoder: Architecture = .linear,
    decoder: Architecture = .linear
  ) {
    self.latents = latents
    self.latentCount = latentCount
    self.pixels = pixels
    self.encoder = encoder
    self.decoder = decoder
  }

  /// One tensor of a state.
  public struct TensorShape: Equatable, Sendable {
    /// Its name.
    public let name: String
    /// The extent of each axis.
    public let shape: [Int]

    /// A tensor of a name and a shape.
    public init(_ name: String, _ shape: [Int]) {
      self.name = name
      self.shape = shape
    }
  }

  /// Scalars of a state that are not part of the model: the temperature and the number of exponentials with
  /// which it was last trained.
  public static let scalars = ["temp", "n_exp"]

  /// The numbers that the law of the latents asks of the encoder for each datum.
  public var encoderOutputs: Int { latents == .locationAndScale ? 2 * latentCount : latentCount }

  /// Every tensor of the state but the ``scalars``: name and shape.
  public var tensors: [TensorShape] { encoderTensors + decoderTensors + priorTensors }

  private var priorTensors: [TensorShape] {
    switch latents {
    case .counts: [TensorShape("log_rate", [1, latentCount])]
    case .locationAndScale:
      [TensorShape("loc", [1, latentCount]), TensorShape("log_scale", [1, latentCount])]
    case .categories(let variables):
      [TensorShape("logits", [1, variables, latentCount / variables])]
    }
  }

  private var encoderTensors: [TensorShape] {
    var found: [TensorShape] = []
    var width = pixels
    switch encoder {
    case .linear: break
    case .mlp: found = Self.resDense("enc", pixels, expansion)
    case .convolutional:
      let halvings = Self.count(of: Self.halvings, pixels: pixels)
      found = Self.convolution("stem", 1, channels, 3) + Self.cell("enc.0", channels, channels, 2)
      width = channels
      for stage in 0..<halvings {
        let place = 2 * stage + 1
        found += Self.cell("enc.\(place)", width, 2 * width, 2)
        found += halved("enc.\(place).skip", width)
        width *= 2
        found += Self.cell("enc.\(place + 1)", width, width, 2)
      }
      // The flattening after the pool takes a number and has no parameters.
      found += Self.convolution("enc.\(2 * halvings + 1).conv", width, width, 4)
      found += Self.resDense("enc.\(2 * halvings + 3)", width, 8)
    }
    return found + Self.linear("fc_enc", width, encoderOutputs, hasBias: encoderHasBias)
  }

  /// The way around a cell that halves: four shifted convolutions where the sides are even throughout.
  private func halved(_ name: String, _ width: Int) -> [TensorShape] {
    guard pixels != 28 * 28 else { return Self.convolution("\(name).conv", width, 2 * width, 1) }
    let quarter = 2 * width / 4
    return (0..<4).flatMap { index in
      Self.convolution(
        "\(name).ops.\(index)", width, index < 3 ? quarter : 2 * width - 3 * quarter, 1)
    }
  }

  private var decoderTensors: [TensorShape] {
    let width = decoder == .convolutional ? 32 * channels : pixels
    let first = Self.linear("fc_dec", latentCount, width, hasBias: decoderHasBias)
    switch decoder {
    case .linear: return first
    case .mlp:
      return first + Self.resDense("dec.1", pixels, 8)
        + Self.linear("dec.3", pixels, pixels, hasBias: true)
    case .convolutional: return first + convolutionalDecoder
    }
  }

  private var convolutionalDecoder: [TensorShape] {
    let doublings = Self.count(of: Self.doublings, pixels: pixels)
    var width = 8 * channels
    var found = Self.cell("dec.0", width, width, 1)
    var place = 1
    for stage in 0..<doublings {
      found += Self.cell("dec.\(place)", width, width / 2, 1)
      found += Self.convolution("dec.\(place).skip.1", width, width / 2, 1)
      width /= 2
      found += Self.cell("dec.\(place + 1)", width, width, 1)
      // Resizing from 16 to 14 takes a number and has no parameters.
      place += doublings == 4 && stage == 2 ? 3 : 2
    }
    return found + Self.convolution("dec.\(place)", width, 1, 1)
  }
}
