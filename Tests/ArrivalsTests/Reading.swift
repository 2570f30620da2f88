// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import SpikeTrains

/// All readings of an array, bit by bit.
struct Reading: Equatable, Sendable {
  private(set) var counts: [Int] = []
  private(set) var trains: [[UInt64]] = []
  /// One list of counts and one of slopes for each relaxation and each finite order.
  private(set) var relaxed: [[UInt32]]

  init(_ arrivals: Arrivals) throws {
    counts = arrivals.counts().values
    let drawn = try arrivals.trains(windowDuration: 0.1)
    var position = 0
    for count in drawn.counts.map(Int.init) {
      trains.append(drawn.times[position..<position + count].map(\.bitPattern))
      position += count
    }
    relaxed = try BitIdentityTests.relaxations.flatMap { indicator, temperature in
      let relaxed = arrivals.relaxedCounts(
        try ArrivalRelaxation(indicator, temperature: temperature))
      return [relaxed.counts.map(\.bitPattern), relaxed.slopes.map(\.bitPattern)]
    }
    relaxed += PolynomialOrder.allCases.flatMap { order in
      let sloped = arrivals.slopedCounts(order)
      return [sloped.counts.map(\.bitPattern), sloped.slopes.map(\.bitPattern)]
    }
  }

  /// Blocks of trials, one below the other.
  init(joining parts: [Reading]) {
    relaxed = parts[0].relaxed.map { _ in [] }
    for part in parts {
      counts += part.counts
      trains += part.trains
      for index in relaxed.indices { relaxed[index] += part.relaxed[index] }
    }
  }

  /// The readings at chosen places of the array.
  func elements(_ places: [Int]) -> Reading {
    var some = self
    some.counts = places.map { counts[$0] }
    some.trains = places.map { trains[$0] }
    some.relaxed = relaxed.map { values in places.map { values[$0] } }
    return some
  }
}
