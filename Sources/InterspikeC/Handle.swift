// SPDX-License-Identifier: GPL-3.0-or-later

/// Objects as C holds them: a pointer that keeps its object until it is closed.
package enum Handle {
  /// Hands an object out.
  package static func open(_ object: AnyObject) -> OpaquePointer {
    OpaquePointer(Unmanaged.passRetained(object).toOpaque())
  }

  /// The object behind a pointer.
  package static func object<Kept: AnyObject>(
    _ type: Kept.Type, _ handle: OpaquePointer?, _ name: String
  ) throws(RequestError) -> Kept {
    Unmanaged<Kept>.fromOpaque(UnsafeRawPointer(try given(handle, name))).takeUnretainedValue()
  }

  /// Lets an object go; null is let pass.
  package static func close<Kept: AnyObject>(_ type: Kept.Type, _ handle: OpaquePointer?) {
    guard let handle else { return }
    Unmanaged<Kept>.fromOpaque(UnsafeRawPointer(handle)).release()
  }
}

/// The numbers that C passes as a pointer to the first of them; none need no pointer.
package func numbers(_ pointer: UnsafePointer<Double>?, _ count: Int, _ name: String)
  throws(RequestError)
  -> [Double]
{
  count == 0 ? [] : Array(UnsafeBufferPointer(start: try given(pointer, name), count: count))
}
