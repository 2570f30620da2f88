// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import StimulusTesting
import Testing

import Stimuli

@Suite("Fourier plane")
struct FourierPlaneTests {
  @Test("The frequency grid is un-centred, zero first, for even and odd lengths")
  func grid() {
    let odd = (0..<5).map { FourierPlane.frequency($0, of: 5) }
    let even = (0..<8).map { FourierPlane.frequency($0, of: 8) }
    #expect(odd == [0, 0.2, 0.4, -0.4, -0.2])
    #expect(even == [0, 0.125, 0.25, 0.375, -0.5, -0.375, -0.25, -0.125])
  }

  @Test(
    "Coefficients are those of the sum that defines them",
    arguments: [(5, 7), (8, 6), (1, 9), (13, 4)])
  func definition(width: Int, height: Int) {
    let image = TestPictures.noise(width: width, height: height)
    let plane = FourierPlane(image)
    for v in 0..<height {
      for u in 0..<width {
        var (real, imaginary) = (0.0, 0.0)
        for y in 0..<height {
          for x in 0..<width {
            let turn = Double(u * x) / Double(width) + Double(v * y) / Double(height)
            real += Double(image[y, x]) * cos(2 * .pi * turn)
            imaginary -= Double(image[y, x]) * sin(2 * .pi * turn)
          }
        }
        let index = 2 * (v * width + u)
        #expect(abs(plane.coefficients[index] - real) < 1e-11)
        #expect(abs(plane.coefficients[index + 1] - imaginary) < 1e-11)
      }
    }
  }

  @Test("The inverse transform gives the picture back")
  func roundTrip() {
    let image = TestPictures.noise(width: 30, height: 21)
    let back = FourierPlane(image).picture()
    for (got, wanted) in zip(back.pixels, image.pixels) { #expect(abs(got - wanted) < 1e-6) }
  }
}
