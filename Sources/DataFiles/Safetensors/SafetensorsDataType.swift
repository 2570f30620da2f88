// SPDX-License-Identifier: GPL-3.0-or-later

/// The element types that a safetensors header may name.
public enum SafetensorsDataType: String, Sendable, Equatable, CaseIterable {
  /// True or false, a byte each.
  case boolean = "BOOL"
  /// 4-bit floating point.
  case float4 = "F4"
  /// 6-bit floating point, 2 bits of exponent and 3 of significand.
  case float6E2M3 = "F6_E2M3"
  /// 6-bit floating point, 3 bits of exponent and 2 of significand.
  case float6E3M2 = "F6_E3M2"
  /// Unsigned whole numbers of 8 bits.
  case unsigned8 = "U8"
  /// Signed whole numbers of 8 bits.
  case signed8 = "I8"
  /// 8-bit floating point, 5 bits of exponent and 2 of significand.
  case float8E5M2 = "F8_E5M2"
  /// 8-bit floating point, 4 bits of exponent and 3 of significand.
  case float8E4M3 = "F8_E4M3"
  /// 8-bit powers of 2, the scales of blocks.
  case float8E8M0 = "F8_E8M0"
  /// Signed whole numbers of 16 bits.
  case signed16 = "I16"
  /// Unsigned whole numbers of 16 bits.
  case unsigned16 = "U16"
  /// Half precision.
  case float16 = "F16"
  /// bfloat16, the leading half of single precision.
  case bfloat16 = "BF16"
  /// Signed whole numbers of 32 bits.
  case signed32 = "I32"
  /// Unsigned whole numbers of 32 bits.
  case unsigned32 = "U32"
  /// Single precision.
  case float32 = "F32"
  /// Complex numbers, two of single precision.
  case complex64 = "C64"
  /// Double precision.
  case float64 = "F64"
  /// Signed whole numbers of 64 bits.
  case signed64 = "I64"
  /// Unsigned whole numbers of 64 bits.
  case unsigned64 = "U64"

  /// The size of one element in bits.
  public var bits: Int {
    switch self {
    case .float4: 4
    case .float6E2M3, .float6E3M2: 6
    case .boolean, .unsigned8, .signed8, .float8E5M2, .float8E4M3, .float8E8M0: 8
    case .signed16, .unsigned16, .float16, .bfloat16: 16
    case .signed32, .unsigned32, .float32: 32
    case .complex64, .float64, .signed64, .unsigned64: 64
    }
  }

  /// The bytes that a tensor of this type and shape takes, or `nil` when that is not a whole number or overflows.
  func byteCount(shape: [Int]) -> Int? {
    var total = bits
    for extent in shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      total = product
    }
    return total.isMultiple(of: 8) ? total / 8 : nil
  }
}
