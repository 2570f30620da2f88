// SPDX-License-Identifier: GPL-3.0-or-later

// The raw words behind the spikes, for batteries of tests: sixteen words of each of 1000 neurons, window after
// window, as a population uses them, until the reader has enough.
//
//   swift run -c release StreamBits SEED | dieharder -g 200 -d 0

import Foundation
import Randomness

let seed = CommandLine.arguments.dropFirst().first.flatMap { UInt64($0) } ?? 1
let key = SeedSequence(seed).key(for: .simulation)
signal(SIGPIPE, SIG_IGN)
for window in 0..<UInt32.max {
  var words: [UInt32] = []
  words.reserveCapacity(16_000)
  for neuron: UInt32 in 0..<1000 {
    for block: UInt32 in 0..<4 { words += key.block([block, neuron, 0, window]) }
  }
  let written = words.withUnsafeBytes { bytes in
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = write(STDOUT_FILENO, rest.baseAddress, rest.count)
      if count <= 0 { return false }
      done += count
    }
    return true
  }
  if !written { break }
}
