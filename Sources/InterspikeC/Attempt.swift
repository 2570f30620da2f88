// SPDX-License-Identifier: GPL-3.0-or-later

package import CInterspike

/// A request from C that cannot be answered.
package enum RequestError: Error, CustomStringConvertible {
  /// A pointer that must point somewhere is null.
  case null(String)
  /// A number is outside its domain.
  case invalid(String)
  /// The spikes do not fit.
  case tooSmall(capacity: Int, needed: Int)
  /// The spikes of a step that was taken do not fit.
  case untaken(capacity: Int, needed: Int)
  /// Synapses do not fit.
  case tooFew(synapses: Int, capacity: Int)

  package var description: String {
    switch self {
    case .null(let name): "\(name) is null: pass the address of memory for it."
    case .invalid(let sentence): sentence
    case .tooSmall(let capacity, let needed):
      "\(needed) spikes do not fit in room for \(capacity): call again with room for \(needed)."
    case .untaken(let capacity, let needed):
      "the \(needed) spikes of the step do not fit in room for \(capacity): ask for the spikes of the last step with room for \(needed)."
    case .tooFew(let synapses, let capacity):
      "\(synapses) synapses do not fit in room for \(capacity): call again with room for \(synapses)."
    }
  }
}

/// Answers a request; what is thrown becomes a status and this thread's message.
package func attempt(_ body: () throws -> Void) -> interspike_status {
  do {
    try body()
    return interspike_status(INTERSPIKE_OK)
  } catch {
    interspike_keep_error_message("\(error)")
    switch error {
    case RequestError.tooSmall, RequestError.untaken, RequestError.tooFew:
      return interspike_status(INTERSPIKE_BUFFER_TOO_SMALL)
    default: return interspike_status(INTERSPIKE_INVALID_ARGUMENT)
    }
  }
}

/// A pointer that was asked for.
package func given<Pointer>(_ pointer: Pointer?, _ name: String) throws(RequestError) -> Pointer {
  guard let pointer else { throw .null(name) }
  return pointer
}

/// A size that fits into this machine's arrays and the numbers of trials and neurons.
package func extent(from first: UInt32, _ count: Int, _ name: String) throws(RequestError) -> Range<
  Int
> {
  guard count >= 0, count <= (1 << 32) - Int(first) else {
    throw .invalid(
      "\(UInt(bitPattern: count)) \(name) from \(first) on are too many: "
        + "their numbers must stay below 2^32."
    )
  }
  return Int(first)..<Int(first) + count
}
