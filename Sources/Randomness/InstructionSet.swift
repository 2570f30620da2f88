// SPDX-License-Identifier: GPL-3.0-or-later

package import CVectorMath

/// An instruction set that the kernels of draws are compiled for.
public enum InstructionSet: CaseIterable, Sendable {
  /// The widest that this processor has.
  case best
  /// What every processor has.
  case portable
  /// AVX2.
  case x86_64_v3
  /// AVX-512.
  case x86_64_v4

  /// Whether this processor can run it.
  public var isSupported: Bool { instruction_set_is_supported(kernel) != 0 }

  package var kernel: instruction_set {
    switch self {
    case .best: INSTRUCTION_SET_BEST
    case .portable: INSTRUCTION_SET_PORTABLE
    case .x86_64_v3: INSTRUCTION_SET_X86_64_V3
    case .x86_64_v4: INSTRUCTION_SET_X86_64_V4
    }
  }
}
