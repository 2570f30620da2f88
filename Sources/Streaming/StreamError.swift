// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a stream cannot be inferred, or not be gone on with.
public enum StreamError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The model's decoder is not linear, where one is needed.
  case nonlinearDecoder
  /// The model takes several inner steps for one look.
  case innerSteps(Int)
  /// The model keeps its atoms at one length, which learning would change.
  case unitAtoms
  /// The time between two frames is none.
  case invalidFrameInterval(Double)
  /// A number of steps is none.
  case invalidStepCount(Int)
  /// A number of patches is none.
  case invalidPatchCount(Int)
  /// A frame is not a table of the model's patches.
  case wrongFrame(Int, shape: [Int], expected: [Int])
  /// A pixel is not a number.
  case notFinite(Float, frame: Int, patch: Int, pixel: Int)
  /// The stream is too long for the seed contract.
  case tooLong(frame: Int)
  /// The file is not the state of a stream.
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
  /// A model that learns explains a frame far worse than a blank picture does.
  case learningDiverged(frame: Int, squaredError: Double, variation: Double)

  public var description: String {
    switch self {
    case .nonlinearDecoder:
      "the model's decoder is not linear, but learning while watching, decoding means, networks and electrodes need a "
        + "linear one. Train with --decoder linear."
    case .innerSteps(let count):
      "the model takes \(count) inner steps per look at the input, but a stream takes one. "
        + "Use a model trained with one inner step, and more steps per frame instead."
    case .unitAtoms:
      "the model keeps its atoms at length 1, but learning while watching gives each a length of its own. Freeze the "
        + "dictionary, or use a model trained without --unit-dictionary."
    case .invalidFrameInterval(let value):
      "\(value) s is not a valid time between frames: use a positive, finite number of seconds."
    case .invalidStepCount(let value):
      "\(value) is not a valid number of steps per frame: use 1 to 1000000."
    case .invalidPatchCount(let value):
      "\(value) is not a valid number of patches: use at least 1, with fewer than 2^32 neurons in all."
    case .wrongFrame(let frame, let shape, let expected):
      "frame \(frame) has the shape \(shape): every frame of this stream must have the shape \(expected), one "
        + "patch per row."
    case .notFinite(let value, let frame, let patch, let pixel):
      "pixel \(pixel) of patch \(patch) in frame \(frame) is \(value): pixels must be finite. Check how the "
        + "frame was whitened and normalized."
    case .tooLong(let frame):
      "frame \(frame) lies beyond the 2^32 windows that one seed provides: start a new stream with another seed."
    case .notAState(let source):
      "\(source) is a safetensors file but not the state of a stream. Give a file written by a stream."
    case .schema(let schema, let source):
      "\(source) has layout \(schema); this version of the program reads layout \(InferenceState.schema). "
        + "Use the version that wrote it."
    case .badMetadata(let key, .none, let source):
      "\(source) does not give its '\(key)'. It is damaged; use an earlier state."
    case .badMetadata(let key, .some(let value), let source):
      "\(source) gives '\(value)' as its '\(key)', which is not valid. It is damaged; use an earlier state."
    case .badArrays(let source, let reason):
      "\(source): \(reason). It is damaged; use an earlier state."
    case .otherModel(let state, let model):
      "the state belongs to the model \(state), but this is the model \(model): continue with the model that "
        + "made the state, or start a new stream."
    case .otherConditions(let what, let state, let stream):
      "the state was made with \(what) \(state), but the stream has \(stream): continue with \(state), or "
        + "start a new stream."
    case .learningDiverged(let frame, let error, let variation):
      "learning has diverged: in frame \(frame) the squared error of what the model sees is \(error), and the "
        + "variation of the frame itself \(variation). Begin with another model, such as one trained on films."
    }
  }
}
