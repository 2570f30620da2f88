// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
internal import Streaming
public import Video

extension FrameSize: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension StreamOptions.FrameStart: ExpressibleByArgument {}
extension StreamOptions.Decoding: ExpressibleByArgument {}
extension StreamPacing.Lateness: ExpressibleByArgument {}

extension Stream {
  /// When frames are taken; nil for as soon as possible.
  var chosenPace: StreamPacing.Lateness? { pace ?? (live ? .keep : nil) }
}
