// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a stream cannot be inferred, or not be gone on with.
public enum StreamError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The model's decoder is not linear.
  case nonlinearDecoder
  /// The model takes several inner steps for one look.
  case innerSteps(Int)
  /// The time between two frames is none.
  case invalidFrameInterval(Double)
  /// A number of steps is none.
  case invalidStepCount(Int)
  /// A number of patches is none.
  case invalidPatchCount(Int)
  /// A frame is no table of the model's patches.
  case wrongFrame(Int, shape: [Int], expected: [Int])
  /// A pixel is not a number.
  case notFinite(Float, frame: Int, patch: Int, pixel: Int)
  /// The stream is too long for the seed contract.
  case tooLong(frame: Int)
  /// The file is no state of a stream.
  case notAState(source: String)
  /// The file's layout is of another version.
  case schema(String, source: String)
  /// The file does not say something, or says nonsense.
  case badMetadata(String, value: String?, source: String)
  /// The file's arrays do not belong together.
  case badArrays(source: String, reason: String)
  /// The state was made by another model.
  case otherModel(state: String, model: String)
  /// The state was made under other conditions.
  case otherConditions(String, state: String, stream: String)

  public var description: String {
    switch self {
    case .nonlinearDecoder:
      "the model's decoder is not linear: a stream is inferred by lateral inhibition, which needs a linear "
        + "decoder. Train with --decoder linear."
    case .innerSteps(let count):
      "the model takes \(count) inner steps for one look: a stream takes one. Use more steps per frame "
        + "instead."
    case .invalidFrameInterval(let value):
      "\(value) s is not a time between two frames: use a positive, finite number of seconds."
    case .invalidStepCount(let value):
      "\(value) is not a number of steps per frame: use 1 to 1000000."
    case .invalidPatchCount(let value):
      "\(value) is not a number of patches: use at least 1, and fewer than 2^32 neurons in all."
    case .wrongFrame(let frame, let shape, let expected):
      "frame \(frame) has the shape \(shape): a frame of this stream is a table of shape \(expected), one "
        + "patch a row."
    case .notFinite(let value, let frame, let patch, let pixel):
      "pixel \(pixel) of patch \(patch) in frame \(frame) is \(value): pixels are finite. Look at how the "
        + "frame was whitened and normalised."
    case .tooLong(let frame):
      "frame \(frame) lies beyond the 2^32 windows that one seed has: begin a new stream with another seed."
    case .notAState(let source):
      "\(source) is a safetensors file but no state of a stream. Give a file that a stream wrote."
    case .schema(let schema, let source):
      "\(source) has the layout \(schema); this version reads \(InferenceState.schema). Use the version of "
        + "the program that wrote it."
    case .badMetadata(let key, .none, let source):
      "\(source) does not say its '\(key)'. It is damaged; use an earlier state."
    case .badMetadata(let key, .some(let value), let source):
      "\(source) says '\(value)' for its '\(key)'. It is damaged; use an earlier state."
    case .badArrays(let source, let reason):
      "\(source): \(reason). It is damaged; use an earlier state."
    case .otherModel(let state, let model):
      "the state belongs to the model \(state) and this is the model \(model): go on with the model that "
        + "made the state, or begin a new stream."
    case .otherConditions(let what, let state, let stream):
      "the state was made with \(what) \(state) and the stream has \(stream): go on with \(state), or "
        + "begin a new stream."
    }
  }
}
