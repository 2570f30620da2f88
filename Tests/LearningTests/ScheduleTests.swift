// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Learning
import Tensors
import Testing

@Suite("Schedules")
struct ScheduleTests {
  private func values(_ schedule: Schedule, _ steps: [Int], of total: Int) -> [Double] {
    steps.map { schedule(step: $0, of: total) }
  }

  private func close(_ left: [Double], _ right: [Double]) -> Bool {
    zip(left, right).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) }
  }

  @Test("The KL weight holds, rises through both ends of its line, and stays")
  func beta() {
    let plain = Schedule.linear(from: 1e-4, to: 1)
    #expect(
      close(
        values(plain, [0, 1, 4, 5, 9], of: 10),
        [1e-4, 1e-4 + 0.9999 / 4, 1, 1, 1]))
    let held = Schedule.linear(from: 0, to: 1, over: 0.5, holding: 0.01)
    // ⌈1.5⌉ = 2 held steps, then ⌈76.5⌉ − 2 = 75 points.
    #expect(
      close(
        values(held, [0, 1, 2, 3, 76, 77, 149], of: 150), [0, 0, 0, 1 / 74.0, 1, 1, 1]))
    #expect(close(values(held, [0, 1], of: 1), [0, 1]))
  }

  @Test("The temperature falls to its end, in a line or ever more slowly")
  func temperature() {
    let line = Schedule.linear(from: 1, to: 0.05)
    #expect(close(values(line, [0, 49, 50, 99], of: 100), [1, 0.05, 0.05, 0.05]))
    let curve = Schedule.exponential(from: 1, to: 0.05)
    // κ·(n − 1)/n = ln(100/0.05), so the last point lies 1/2000 of the way above the end.
    #expect(
      close(values(curve, [0, 49, 50], of: 100), [1, 0.05 + 0.95 * 0.05 / 100, 0.05]))
    #expect(curve(step: 0, of: 1) == 1)
  }

  @Test("The learning rate rises from 0, peaks, and falls along a cosine")
  func rate() {
    let published = Schedule.warmupThenCosine(peak: 0.002)
    let middle = 1e-5 + 0.00199 * 0.5
    let last = 1e-5 + 0.00199 * (1 + cos(Double.pi * 989 / 990)) / 2
    let found = values(published, [0, 5, 10, 505, 999], of: 1000)
    #expect(close(found, [0, 0.001, 0.002, middle, last]))
    let epochs = Schedule.warmupThenCosine(peak: 1, floor: 0, warmup: .steps(4), restarts: 1)
    #expect(close(values(epochs, [0, 1, 4, 6, 8], of: 10), [0, 0.25, 1, 0, 1]))
    #expect(Schedule.warmupThenCosine(peak: 1)(step: 0, of: 0) == 1)
  }

  @Test("Cycles begin again and the gradient limit is tripled during warm-up")
  func others() {
    let cycles = Schedule.cyclic(to: 2, cycles: 2)
    #expect(close(values(cycles, [0, 5, 10, 15], of: 20), [0, 1, 0, 1]))
    let limit = Schedule.tripledDuringWarmup(500)
    #expect(close(values(limit, [0, 9, 10], of: 1000), [1500, 1500, 500]))
  }
  @Test("The paper's MNIST rate: five epochs up, then down, up, down, up, down in 239 epochs each")
  func paper() throws {
    let batches = try Minibatches(.zeros([1000, 1]), size: 200)
    let warmup = Schedule.Warmup.epochs(5, of: batches)
    #expect(warmup == .steps(25))
    let rate = Schedule.warmupThenCosine(peak: 0.002, warmup: warmup, restarts: 2)
    let turns = (0...4).map { 25 + $0 * 239 * 5 }
    let found = values(rate, [0, 5] + turns + [25 + 597], of: 6000)
    #expect(close(Array(found.prefix(7)), [0, 0.0004, 0.002, 1e-5, 0.002, 1e-5, 0.002]))
    let quarter = 1e-5 + 0.00199 * (1 + cos(.pi * 597 / 1195)) / 2
    #expect(close([found[7]], [quarter]))
  }

  @Test("A share of steps that is whole but for rounding counts as whole")
  func rounding() {
    // 5/1200 of 4,380 steps is 18.25; of 360,000 it is 1500, whatever the product of doubles says.
    for epochs in 6...400 {
      let total = epochs * 7
      let rate = Schedule.warmupThenCosine(peak: 1, warmup: .portion(5 / Double(epochs)))
      #expect(rate(step: 34, of: total) < 1 && rate(step: 35, of: total) == 1)
    }
  }
}
