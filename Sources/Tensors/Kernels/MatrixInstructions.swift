// SPDX-License-Identifier: GPL-3.0-or-later

internal import COneDNN

/// The instructions by which oneDNN multiplies matrices here.
package enum MatrixInstructions {
  /// Their number in oneDNN; processors whose numbers differ round products differently.
  package static var name: String {
    "set 0x\(String(dnnl_get_effective_cpu_isa().rawValue, radix: 16)) of oneDNN"
  }
}
