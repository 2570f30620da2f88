// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

/// An open thing of the HDF5 library, closed when the handle goes.
struct HDF5Handle: ~Copyable {
  let identifier: hid_t

  /// Keeps what `open` returns.
  ///
  /// - Throws: ``SpikeFileError/storage(path:action:reason:)`` or
  ///   ``SpikeFileError/unreadable(path:action:reason:)`` when that is negative.
  init(_ action: HDF5Action, in path: String, _ open: () -> hid_t) throws(SpikeFileError) {
    HDF5Watch.begin()
    identifier = open()
    guard identifier >= 0 else {
      throw HDF5Handle.failure(action, in: path)
    }
  }

  deinit {
    HDF5Watch.begin()
    H5Idec_ref(identifier)
  }

  /// Lets the thing stay open until the program ends.
  ///
  /// After a failed write libhdf5 1.10 frees what it still refers to, and closing crashes.
  func keepOpen() { H5Iinc_ref(identifier) }

  /// Closes now, so that a failure is not lost.
  consuming func close(_ action: HDF5Action, in path: String) throws(SpikeFileError) {
    HDF5Watch.begin()
    let status = H5Idec_ref(identifier)
    discard self
    guard status >= 0 else { throw HDF5Handle.failure(action, in: path) }
  }

  /// Runs a call that returns a negative number when it fails.
  static func call(
    _ action: HDF5Action, in path: String, _ body: () -> herr_t
  ) throws(SpikeFileError) {
    HDF5Watch.begin()
    guard body() >= 0 else { throw failure(action, in: path) }
  }

  static func failure(_ action: HDF5Action, in path: String) -> SpikeFileError {
    // A reason may hold the whole path before what the system says.
    let capacity = 8192
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      buffer.withMemoryRebound(to: CChar.self) {
        interspike_h5_reason($0.baseAddress, $0.count)
      }
      count = buffer.firstIndex(of: 0) ?? 0
    }
    let reason = readable(String(decoding: bytes, as: UTF8.self))
    return action.failure(in: path, because: reason.isEmpty ? "no reason given" : reason)
  }

  /// The library's words and the system's, without times, buffer addresses and byte counts.
  ///
  /// libhdf5 says `file write failed: time = …, errno = 28, error message = '…', buf = 0x…, …`.
  private static func readable(_ reason: String) -> String {
    guard let colon = reason.firstRange(of: ": "),
      let mark = reason.ranges(of: "error message = '").last
    else { return reason }
    return String(reason[..<colon.upperBound] + reason[mark.upperBound...].prefix { $0 != "'" })
  }
}
