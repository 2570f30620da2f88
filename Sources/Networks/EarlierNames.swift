// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

extension NetworkState {
  /// What ``traveling`` was called before.
  @available(*, deprecated, renamed: "traveling")
  public var travelling: [[Spike]] { traveling }
}
