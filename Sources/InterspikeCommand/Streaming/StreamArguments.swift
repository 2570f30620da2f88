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
