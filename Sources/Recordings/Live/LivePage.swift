// SPDX-License-Identifier: GPL-3.0-or-later

/// The page that shows a stream while it runs; it is self-contained.
enum LivePage {
  static let html = {
    let script = text(PackageResources.live_js)
    let style = text(PackageResources.live_css).split(separator: "\n").map { "  \($0)\n" }
    return text(PackageResources.live_html).dropLast()
      .replacing("/* live.css */\n", with: style.joined())
      .replacing("/* live.js */\n", with: script)
  }()

  /// A file from the folder Page, which is embedded in the program.
  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
