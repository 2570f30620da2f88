// SPDX-License-Identifier: GPL-3.0-or-later

internal import CFrames
internal import Foundation
package import Randomness
public import Stimuli

/// Gives whole frames what `PhotographPatches` gives photographs, one frame at a time and without looking ahead.
///
///     w = whitening R(f) of x − mean(x), on the torus of the frame
///     d = w − local mean of w,  s = √ local mean of d²        (see ContrastNormalization)
///     y = d / max(s, level),    level = mean of s
///
/// With a ``memory`` the level is an exponential average over the frames before this one (the first frame has its own),
///
///     average ← average + (1 − exp(−1/memory))·(level of the frame − average)
///
/// so that a film does not flicker with every frame's own contrast. The average is a value that the caller keeps.
/// Without ``contrast``, y = w / level with the standard deviation of w as level. A level is never below ``faintest``: what
/// is fainter than the rounding of a camera stays faint, and a frame of one gray becomes 0.
///
/// The result does not depend on the processor. Tables are made once; a frame allocates nothing. One object serves
/// one film at a time.
///
/// - Complexity: O(n log n) for n pixels whose sides have small prime factors, single precision; 640 × 352 pixels take
///   about 1.5 ms (`swift run -c release Benchmarks --filter frame-whitening`).
public final class FrameWhitening {
  /// Columns and rows of a frame.
  public let size: FrameSize
  /// The filter that flattens the spectrum.
  public let whitening: Whitening
  /// The gain control after it, if any.
  public let contrast: ContrastNormalization?
  /// The time constant of the average level, in frames; `nil` gives every frame its own level.
  public let memory: Double?
  /// The smallest level that is divided by, for gray in 0 … 1.
  public let faintest: Float
  /// ε of ``restore(_:into:)``.
  public let regularization: Double

  private let set: InstructionSet
  private let plan: FramePlan
  private let gain: [Float]
  private var inverseGain: [Float] = []
  private let profile: [Float]
  private let across: [Float]
  private let down: [Float]
  private var scratch: [Float]
  private var filtered: [Float]
  private var mean: Float = 0
  private var local: [Float]
  private var spread: [Float]

  /// Makes the tables for frames of one size.
  ///
  /// - Precondition: `memory`, `faintest` and `regularization` are positive.
  public convenience init(
    size: FrameSize, whitening: Whitening = Whitening(),
    contrast: ContrastNormalization? = ContrastNormalization(), memory: Double? = nil,
    faintest: Float = 1e-4, regularization: Double = 0.003
  ) {
    self.init(
      size: size, whitening: whitening, contrast: contrast, memory: memory, faintest: faintest,
      regularization: regularization, instructionSet: .best)
  }

  package init(
    size: FrameSize, whitening: Whitening, contrast: ContrastNormalization?, memory: Double?,
    faintest: Float, regularization: Double, instructionSet: InstructionSet
  ) {
    guard (memory.map { $0 > 0 } ?? true) else {
      fatalError("a memory of \(memory ?? 0) frames is not valid: use at least 1")
    }
    guard faintest > 0 && regularization > 0 else {
      fatalError("\(faintest) and \(regularization) are not both positive")
    }
    self.size = size
    self.whitening = whitening
    self.contrast = contrast
    self.memory = memory
    self.faintest = faintest
    self.regularization = regularization
    set = instructionSet
    plan = FramePlan(size)
    gain = plan.gain(whitening.gain(at:))
    profile = contrast?.profile.map(Float.init) ?? []
    across = contrast.map { FrameWhitening.inverseTotals($0, extent: size.width) } ?? []
    down = contrast.map { FrameWhitening.inverseTotals($0, extent: size.height) } ?? []
    filtered = [Float](repeating: 0, count: size.pixels)
    local = filtered
    spread = filtered
    scratch = []
    scratch = [Float](repeating: 0, count: withWindow { frames_contrast_scratch(&$0) })
  }

  /// The whitened frame, normalized by its own level.
  ///
  /// - Precondition: the frame has ``size``.
  public func whiten(_ image: GrayImage) -> GrayImage {
    var result = image
    var history = ContrastHistory()
    whiten(image, into: &result, history: &history)
    return result
  }

  /// Writes the whitened frame over `result`, without new memory.
  ///
  /// `history` is the level of the frames before, which this one joins.
  ///
  /// - Precondition: both frames have ``size``.
  public func whiten(
    _ image: GrayImage, into result: inout GrayImage, history: inout ContrastHistory
  ) {
    check(image, result)
    filter(image)
    let own = max(Float(measure()), faintest)
    let level = memory == nil ? own : history.level ?? own
    if let memory { history.add(own, memory: memory) }
    let count = size.pixels
    result.pixels.withUnsafeMutableBufferPointer { result in
      filtered.withUnsafeBufferPointer { filtered in
        spread.withUnsafeMutableBufferPointer { spread in
          frames_divide(
            set.kernel, filtered.baseAddress, spread.baseAddress, level, count, result.baseAddress)
        }
      }
    }
  }

  /// Writes gray for looking at: what would have to be seen for `whitened` to be the answer, given the mean and the local
  /// means and contrasts of the frame that was whitened last.
  ///
  ///     w = y · max(s, level) + local mean of w
  ///     x = mean(x) + inverse transform of W(f) · R(f) / (R(f)² + ε²)
  ///
  /// R is 0 for constants and nearly so for the finest detail: what is slower than R ≈ ε, for the default slower than
  /// 330 pixels a cycle, and finer than 1.9 pixels, stays away; a smaller ε brings more of both, and of the errors in them. Values may leave 0 … 1 a little.
  ///
  /// - Precondition: both frames have ``size``.
  public func restore(_ whitened: GrayImage, into result: inout GrayImage) {
    check(whitened, result)
    if inverseGain.isEmpty {
      inverseGain = plan.gain { [self] frequency in
        let gain = whitening.gain(at: frequency)
        return gain / (gain * gain + regularization * regularization)
      }
    }
    let count = size.pixels
    result.pixels.withUnsafeMutableBufferPointer { result in
      whitened.pixels.withUnsafeBufferPointer { whitened in
        frames_multiply(
          set.kernel, whitened.baseAddress, spread, local, count, result.baseAddress)
      }
      frames_filter(
        set.kernel, plan.pointer, inverseGain, result.baseAddress, 0, result.baseAddress)
      for index in result.indices { result[index] += mean }
    }
  }

  /// Writes the gray by which whitened values are shown as they are: −span black, 0 middle gray, span white.
  public static func display(
    _ whitened: GrayImage, span: Float = 3, into result: inout GrayImage
  ) {
    guard whitened.size == result.size else {
      fatalError("frames of \(whitened.size) and \(result.size)")
    }
    result.pixels.withUnsafeMutableBufferPointer { result in
      for (index, value) in whitened.pixels.enumerated() {
        result[index] = 0.5 + value / (2 * span)
      }
    }
  }

  /// Removes the mean and whitens.
  private func filter(_ image: GrayImage) {
    image.pixels.withUnsafeBufferPointer { pixels in
      var (sum, squares) = (0.0, 0.0)
      frames_moments(set.kernel, pixels.baseAddress, size.width, size.height, &sum, &squares)
      mean = Float(sum / Double(size.pixels))
      filtered.withUnsafeMutableBufferPointer { filtered in
        frames_filter(
          set.kernel, plan.pointer, gain, pixels.baseAddress, mean, filtered.baseAddress)
      }
    }
  }

  /// Splits the whitened frame into local means and detail, and gives the frame's own level.
  private func measure() -> Double {
    guard contrast != nil else {
      var (sum, squares) = (0.0, 0.0)
      frames_moments(set.kernel, filtered, size.width, size.height, &sum, &squares)
      spread.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
      let mean = sum / Double(size.pixels)
      return max(0, squares / Double(size.pixels) - mean * mean).squareRoot()
    }
    let sum = withWindow { window in
      filtered.withUnsafeMutableBufferPointer { filtered in
        local.withUnsafeMutableBufferPointer { local in
          spread.withUnsafeMutableBufferPointer { spread in
            scratch.withUnsafeMutableBufferPointer { scratch in
              frames_contrast(
                set.kernel, &window, filtered.baseAddress, local.baseAddress, filtered.baseAddress,
                spread.baseAddress, scratch.baseAddress)
            }
          }
        }
      }
    }
    return sum / Double(size.pixels)
  }

  private func withWindow<Result>(_ body: (inout frames_window) -> Result) -> Result {
    profile.withUnsafeBufferPointer { profile in
      across.withUnsafeBufferPointer { across in
        down.withUnsafeBufferPointer { down in
          var window = frames_window(
            profile: profile.baseAddress, side: profile.count, across: across.baseAddress,
            down: down.baseAddress, width: size.width, height: size.height)
          return body(&window)
        }
      }
    }
  }

  private func check(_ image: GrayImage, _ result: GrayImage) {
    guard image.size == size && result.size == size else {
      fatalError("frames of \(image.size) and \(result.size) for a whitening of \(size)")
    }
  }

  /// 1 over the weights of the window that lie inside the frame, for each place of a side.
  private static func inverseTotals(_ contrast: ContrastNormalization, extent: Int) -> [Float] {
    let (profile, radius) = (contrast.profile, contrast.side / 2)
    return (0..<extent).map { place in
      var total = 0.0
      for (index, weight) in profile.enumerated()
      where (0..<extent).contains(place + index - radius) { total += weight }
      return Float(1 / total)
    }
  }
}
