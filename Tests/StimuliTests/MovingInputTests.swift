// SPDX-License-Identifier: GPL-3.0-or-later

import Randomness
import Stimuli
import Tensors
import Testing

@Suite("Moving input")
struct MovingInputTests {
  private let address = DrawAddress(seed: SeedSequence(5), purpose: "input", window: 9)
  /// Two pictures of 4 × 4, every pixel another value.
  private let pictures = Tensor((0..<32).map { Float($0 * 7 % 32) }, shape: [2, 16])

  private func frames(_ input: some MovingInput, _ count: Int) -> [Tensor] {
    Array(input.frames(of: pictures, at: address).prefix(count))
  }

  @Test("Stationary pictures stay, films end")
  func stationaryAndRecorded() {
    #expect(frames(StationaryInput(), 3) == [pictures, pictures, pictures])
    let film = pictures.reshaped([2, 4, 4])
    let shown = Array(RecordedInput().frames(of: film, at: address))
    #expect(shown.count == 4)
    #expect(shown[1].values == [4, 5, 6, 7, 20, 21, 22, 23].map { pictures.values[$0] })
  }

  @Test("A quarter turn moves whole pixels counter-clockwise, a full one none")
  func quarterTurn() {
    let input = RotatingInput(width: 4)
    let turned = input.turned(pictures, byDegrees: 90)
    for row in 0..<4 {
      for column in 0..<4 {
        // What was on the right is on top.
        #expect(turned.values[row * 4 + column] == pictures.values[column * 4 + 3 - row])
      }
    }
    #expect(input.turned(pictures, byDegrees: 360) == pictures)
  }

  @Test("Turning moves no histogram, and every window turns from another angle")
  func histogram() {
    let input = RotatingInput(width: 4)
    let film = frames(input, 6)
    for frame in film {
      for picture in 0..<2 {
        let rows = picture * 16..<(picture + 1) * 16
        #expect(frame.values[rows].sorted() == pictures.values[rows].sorted())
      }
    }
    #expect(film == frames(input, 6))
    var other = address
    other.window += 1
    #expect(Array(input.frames(of: pictures, at: other).prefix(6)) != film)
    other = address
    other.firstTrial = 17
    #expect(Array(input.frames(of: pictures, at: other).prefix(6)) == film)
  }

  @Test("The first frame is at rest; later ones are moved bilinearly, black beyond the edge")
  func shift() {
    let input = JitteredInput(width: 4)
    let film = frames(input, 3)
    let path = Array(input.path(at: address).prefix(3))
    #expect(film[0] == pictures && path[0] == (0, 0))
    let (down, right) = path[2]
    for row in 0..<4 {
      for column in 0..<4 {
        let (y, x) = (Double(row) - down, Double(column) - right)
        var sum = 0.0
        for other in 0..<16 {
          let weight =
            max(0, 1 - abs(Double(other / 4) - y)) * max(0, 1 - abs(Double(other % 4) - x))
          sum += weight * Double(pictures.values[other])
        }
        #expect(abs(Double(film[2].values[row * 4 + column]) - sum) < 1e-4)
      }
    }
  }

  @Test("A window moves by whole pixels and stays inside")
  func window() {
    let input = JitteredInput(width: 4, border: .window(side: 2), diffusion: 4, pull: 0)
    let path = Array(input.path(at: address).prefix(50))
    for (frame, place) in zip(frames(input, 50), path) {
      let (top, left) = (
        min(max((1 + place.down).rounded(), 0), 2), min(max((1 + place.right).rounded(), 0), 2)
      )
      let start = Int(top) * 4 + Int(left)
      #expect(frame.shape == [2, 4])
      #expect(
        Array(frame.values.prefix(4))
          == [0, 1, 4, 5].map { pictures.values[start + $0] })
    }
  }

  // The published walk ends at the edge: 4.6 % of the time in each direction is spent there. A walk that goes on
  // beyond and is only shown at the edge spends 13.4 % there. 60,000 steps of both directions hold about 1200
  // independent ones: 0.02 is more than three standard errors.
  @Test("The walk of a window comes back from the edge as soon as it can")
  func edge() {
    let input = JitteredInput(width: 32, border: .window(side: 16))
    let path = Array(input.path(at: address).prefix(60_000))
    let places = path.flatMap { [$0.down, $0.right] }
    #expect(places.allSatisfy { abs($0) <= 8 })
    let share = Double(places.count { abs($0.rounded()) == 8 }) / Double(places.count)
    #expect(abs(share - 0.046) < 0.02, "\(share)")
  }

  // The stationary variance of p ← (1 − κ)p + N(0, D) is D/(1 − (1 − κ)²) = 10.15; 20,000 steps hold about 600
  // independent ones, so 0.25 of it is more than four standard errors.
  @Test("The walk has its stationary variance")
  func walk() {
    let path = Array(JitteredInput(width: 4).path(at: address).prefix(20_000))
    for walk in [path.map(\.down), path.map(\.right)] {
      let variance = walk.reduce(0) { $0 + $1 * $1 } / Double(walk.count)
      #expect(abs(variance / 10.15 - 1) < 0.25, "\(variance)")
    }
  }

  @Test("Noise is new every period")
  func noise() {
    let film = Array(WhiteNoise(pixels: 500, period: 2).frames(trials: 3, at: address).prefix(4))
    #expect(film[0] == film[1] && film[2] == film[3] && film[0] != film[2])
    let values = film[0].values + film[2].values
    let mean = values.reduce(0, +) / Float(values.count)
    let variance = values.reduce(0) { $0 + $1 * $1 } / Float(values.count)
    // 3000 values: five standard errors.
    #expect(abs(mean) < 0.092 && abs(variance - 1) < 0.13)
  }

  @Test("A grating repeats after its period and drifts along its orientation")
  func grating() {
    let grating = DriftingGrating(
      side: 9, orientation: 0, spatialFrequency: 2, temporalFrequency: 0.25, contrast: 0.5)
    #expect(abs(grating.frame(0).values[8 / 8] - 0.5) < 1e-6)
    for (a, b) in zip(grating.frame(0).values, grating.frame(4).values) {
      #expect(abs(a - b) < 1e-5)
    }
    // A quarter of a period later everything is one pixel further right.
    let (before, after) = (grating.frame(0), grating.frame(1))
    for column in 0..<8 {
      #expect(abs(before.values[9 + column] - after.values[9 + column + 1]) < 1e-5)
    }
    var steep = grating
    steep.orientation = 90
    #expect(abs(steep.frame(0).values[9] - 0.5) < 1e-6)
  }

  @Test("A bar is dark before, crosses the middle half way, and turns with its angle")
  func bar() {
    let bar = MovingBar(side: 5, angles: [0, 90], width: 1, pause: 2, sweep: 11)
    #expect(bar.count == 13 && Array(bar.frames).count == 13)
    #expect(bar.frame(1) == .zeros([2, 25]))
    #expect(bar.position(2) == -4 && bar.position(12) == 4)
    let middle = bar.frame(7).values
    for pixel in 0..<25 {
      #expect(middle[pixel] == (pixel / 5 == 2 ? 1 : 0))
      #expect(middle[25 + pixel] == (pixel % 5 == 2 ? 1 : 0))
    }
    #expect(bar.frame(2) == .zeros([2, 25]))
  }
}
