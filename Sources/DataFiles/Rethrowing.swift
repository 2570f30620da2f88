// SPDX-License-Identifier: GPL-3.0-or-later

/// What some work gives; its error becomes another one, such as one that holds it.
public func rethrowing<Value: ~Copyable, Failure: Error, Other: Error>(
  _ work: @autoclosure () throws(Failure) -> Value, as other: (Failure) -> Other
) throws(Other) -> Value {
  do { return try work() } catch { throw other(error) }
}
