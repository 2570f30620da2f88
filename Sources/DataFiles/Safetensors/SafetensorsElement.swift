// SPDX-License-Identifier: GPL-3.0-or-later

/// A number that a safetensors file holds as it is in memory.
public protocol SafetensorsElement: BitwiseCopyable {
  /// How the format calls it.
  static var dataType: SafetensorsDataType { get }
}

extension Double: SafetensorsElement {
  public static var dataType: SafetensorsDataType { .float64 }
}

extension Int: SafetensorsElement {
  public static var dataType: SafetensorsDataType { .signed64 }
}

extension UInt32: SafetensorsElement {
  public static var dataType: SafetensorsDataType { .unsigned32 }
}

extension SafetensorsFile {
  /// Adds numbers in their own type, replacing an array of the same name; without a shape they have one axis.
  ///
  /// - Throws: ``SafetensorsError/reservedName(name:)``, ``SafetensorsError/wrongByteCount(name:shape:dataType:bytes:)``.
  public mutating func add<Element: SafetensorsElement>(
    _ name: String, _ values: [Element], shape: [Int]? = nil
  ) throws(SafetensorsError) {
    try add(
      name, dataType: Element.dataType, shape: shape ?? [values.count],
      bytes: values.withUnsafeBytes { [UInt8]($0) })
  }
}
