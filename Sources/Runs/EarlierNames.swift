// SPDX-License-Identifier: GPL-3.0-or-later

/// What ``AmortizedModel`` was called before.
@available(*, deprecated, renamed: "AmortizedModel")
public typealias AmortisedModel = AmortizedModel

extension TrainedModel {
  /// What ``amortized(for:)`` was called before.
  @available(*, deprecated, renamed: "amortized(for:)")
  public func amortised(for work: String) throws(RunError) -> any AmortizedModel {
    try amortized(for: work)
  }
}
