// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles

extension Text {
  /// An error's message on one line; the sign of a NaN means nothing to a reader.
  package static func sentence(of error: any Error) -> String {
    visible(words(of: error).split(whereSeparator: \.isNewline).joined(separator: " ")).split(
      separator: " ", omittingEmptySubsequences: false
    ).map { word in
      let isNaN = word.hasPrefix("-nan") && word.dropFirst(4).allSatisfy(\.isPunctuation)
      return isNaN ? word.dropFirst() : word
    }.joined(separator: " ")
  }

  /// An error's message for someone at a command line.
  package static func words(of error: any Error) -> String {
    (error as? RunError)?.commandLineDescription ?? "\(error)"
  }
}
