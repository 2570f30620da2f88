// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Physiology
import Randomness
import Tensors
import Testing

/// What a cut adds is told from what a film does anyway.
///
/// Seeds are fixed; a standard error is exceeded fivefold once in a million seeds.
@Suite("Responses to a cut")
struct CutResponseTests {
  @Test("With and without a cut the same frames are shown, in another order from the cut on")
  func frames() {
    let clip = (0..<6).map { time in
      Tensor((0..<4).flatMap { [Float($0), Float(time)] }, shape: [4, 2])
    }
    for (time, frame) in CutResponse.frames(of: clip, before: 2).enumerated() {
      let shown = clip[time].values
      #expect(frame.shape == [8, 2])
      #expect(Array(frame.values[8...]) == shown)
      let cut = Array(frame.values[..<8])
      if time < 2 {
        #expect(cut == shown)
      } else {
        #expect(cut == Array(shown[4...] + shown[..<4]))
      }
    }
  }

  @Test("A rise that falls to half in three frames is measured, and none is found where none is")
  func halfLife() throws {
    var generator = SeedSequence(1).generator(for: "planted cut")
    var response = CutResponse(before: 5)
    for frame in 0..<30 {
      let excess = frame < 5 ? 0 : 8 * exp2(-Double(frame - 5) / 3)
      let values = (0..<200).map { _ in 20 + generator.normal() }
      let others = (0..<200).map { _ in 20 + generator.normal() }
      response.add([
        .spikes: values.map { $0 + excess } + others, .divergence: values + others,
        .freeEnergy: values.map { $0 - excess } + others,
      ])
    }
    let course = try #require(response.course(of: .spikes))
    #expect(course.cut.count == 30 && abs(course.excess[5] - 8) < 0.5)
    #expect(course.excess[..<5].allSatisfy { abs($0) < 0.6 })
    #expect(abs(try #require(response.halfLife(of: .spikes)) - 3) < 0.4)
    #expect(response.halfLife(of: .divergence) == nil)
    #expect(response.halfLife(of: .freeEnergy) == nil)
    #expect(response.course(of: .squaredError) == nil)
  }
}
