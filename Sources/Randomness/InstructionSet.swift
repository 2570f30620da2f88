// SPDX-License-Identifier: GPL-3.0-or-later

package import CArrivals

/// An instruction set that the kernels of draws are compiled for.
public enum InstructionSet: CaseIterable, Sendable {
  /// The widest that this processor has.
  case best
  case portable
  case x86_64_v3
  case x86_64_v4

  /// Whether this processor can run it.
  public var isSupported: Bool { arrivals_supports(kernel) != 0 }

  package var kernel: arrivals_instruction_set {
    switch self {
    case .best: ARRIVALS_BEST
    case .portable: ARRIVALS_PORTABLE
    case .x86_64_v3: ARRIVALS_X86_64_V3
    case .x86_64_v4: ARRIVALS_X86_64_V4
    }
  }
}
